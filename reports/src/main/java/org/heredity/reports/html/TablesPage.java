package org.heredity.reports.html;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.heredity.api.report.TablesFormat;
import org.heredity.api.result.PublishedTables;
import org.heredity.api.result.Reengineering;
import org.heredity.api.result.TablesResult;
import org.heredity.files.AtomicFile;
import org.heredity.reports.chart.Figure;
import org.heredity.reports.chart.NoFontsException;
import org.heredity.reports.chart.PngWriter;
import org.heredity.reports.chart.SearchConvergence;
import org.heredity.reports.chart.SvgWriter;
import org.heredity.reports.chart.Theme;
import org.heredity.reports.text.NumberFormats;
import org.heredity.reports.text.SeamTables;
import org.heredity.reports.text.TextTable;

/**
 * {@code index.html} with SEAM's Tables I to VI and its Figure 5 for every classifier; the figures
 * also as {@code charts/*.svg} and {@code *.png}.
 */
public final class TablesPage implements TablesFormat {
  @Inject
  public TablesPage() {}

  @Override
  public void write(TablesResult result, Path directory) throws IOException {
    Element shown = Element.of("div", "figures");
    try {
      for (TablesResult.Row row : result.rows()) {
        List<Reengineering.Problem> searched =
            row.result().problems().stream().filter(p -> !p.curve().isEmpty()).toList();
        if (!searched.isEmpty()) {
          Figure figure = SearchConvergence.of(row.name(), searched);
          shown.with(Document.figure(figure));
          Path charts = directory.resolve("charts");
          AtomicFile.write(charts.resolve(figure.id() + ".svg"), new SvgWriter().file(figure));
          AtomicFile.write(
              charts.resolve(figure.id() + ".png"), new PngWriter().file(figure, Theme.LIGHT));
        }
      }
    } catch (NoFontsException e) {
      shown.with(Element.of("p", "note").text(e.getMessage()));
    }
    AtomicFile.write(
        directory.resolve("index.html"), page(result, shown).getBytes(StandardCharsets.UTF_8));
  }

  private static String page(TablesResult result, Element figures) throws IOException {
    Element main = Element.of("main");
    Element classifiers = Element.of("section").with(Element.text("h2", "Classifiers"));
    for (TablesResult.Row row : result.rows()) {
      classifiers.with(Element.of("p", "note").text(described(row)));
    }
    main.with(classifiers);
    for (TextTable table : SeamTables.of(result)) {
      int colon = table.title().indexOf(':');
      main.with(
          Element.of("section")
              .with(
                  Element.text("h2", table.title().substring(0, colon)),
                  table(table, table.title().substring(colon + 2))));
    }
    main.with(Element.of("section").with(Element.text("h2", "Figure 5: mask searches"), figures));
    return Document.of(
        result.name(), Document.header(result.name(), SeamTables.made(result)), main);
  }

  private static String described(TablesResult.Row row) {
    Reengineering one = row.result();
    PublishedTables paper = row.published();
    return row.name()
        + ": "
        + String.join(
            ", ",
            one.network(),
            one.checkpoint(),
            one.dataset(),
            one.preprocessing(),
            NumberFormats.count(one.problems().size(), "problem"),
            "seed " + one.seed())
        + (paper == null ? "" : "; beside it " + paper.row() + " of " + paper.source());
  }

  private static Element table(TextTable text, String caption) {
    HtmlTable table = new HtmlTable(caption);
    for (int c = 0; c < text.heads().size(); c++) {
      String head = text.heads().get(c);
      if (c < text.texts()) {
        table.textColumn(head, "");
      } else {
        table.numberColumn(head, "");
      }
    }
    for (List<String> row : text.rows()) {
      table.row();
      for (int c = 0; c < row.size(); c++) {
        if (c < text.texts()) {
          table.cell(row.get(c));
        } else {
          table.number(value(row.get(c)), row.get(c));
        }
      }
    }
    return table.element();
  }

  /** What a cell sorts by. */
  private static double value(String text) {
    return text.isEmpty() || text.equals(NumberFormats.NONE)
        ? Double.NaN
        : Double.parseDouble(text.replace('−', '-'));
  }
}
