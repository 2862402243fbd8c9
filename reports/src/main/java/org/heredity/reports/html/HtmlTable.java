package org.heredity.reports.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.heredity.api.metric.Interval;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.reports.text.NumberFormats;

/** A table that the page's script makes sortable by any column. */
final class HtmlTable {
  private record Column(String head, String explanation, boolean number) {}

  /** Texts over this many letters get some width. */
  private static final int LONG = 24;

  /** A table that only some readers want starts folded beyond so many rows. */
  private static final int MOST_UNFOLDED = 36;

  private final String caption;
  private final List<Column> columns = new ArrayList<>();
  private final Element body = Element.of("tbody");
  private Element row;
  private boolean severalAttacks;

  HtmlTable(String caption) {
    this.caption = caption;
  }

  HtmlTable textColumn(String head, String explanation) {
    columns.add(new Column(head, explanation, false));
    return this;
  }

  HtmlTable numberColumn(String head, String explanation) {
    columns.add(new Column(head, explanation, true));
    return this;
  }

  /** The column of attacks, which says something only where there are several. */
  HtmlTable attackColumn(SuiteResult result) {
    severalAttacks = result.cells().stream().map(CellResult::attack).distinct().count() > 1;
    return severalAttacks ? textColumn("Attack", "") : this;
  }

  /** The cell of the column of attacks, if there is one. */
  HtmlTable attack(String name) {
    return severalAttacks ? cell(name) : this;
  }

  HtmlTable row() {
    row = Element.of("tr");
    body.with(row);
    return this;
  }

  HtmlTable cell(String text) {
    row.with(Element.of("td", text.length() > LONG ? "long" : "").text(text));
    return this;
  }

  HtmlTable cell(Element content) {
    row.with(Element.of("td").with(content));
    return this;
  }

  /** A cell that sorts by its value; NaN comes last. */
  HtmlTable number(double value, String text) {
    row.with(numberCell(value).text(text));
    return this;
  }

  /**
   * A number with what stands behind it.
   *
   * @param range in small print beside it; may be empty
   * @param tip shown on hover and focus
   */
  HtmlTable number(double value, String text, String range, String tip) {
    Element number = Element.of("span", "tip").set("tabindex", "0").set("data-tip", tip).text(text);
    Element cell = numberCell(value).with(number);
    if (!range.isEmpty()) {
      cell.text(" ").with(Element.of("span", "range").text(range));
    }
    row.with(cell);
    return this;
  }

  /** The share of an estimate in percent, its interval in small print. */
  HtmlTable share(double share, Interval interval) {
    return number(
        share,
        NumberFormats.hundred(share),
        NumberFormats.interval(interval),
        NumberFormats.intervalKind(interval));
  }

  private static Element numberCell(double value) {
    Element cell = Element.of("td", "number");
    return cell.set(
        "data-sort", Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%s", value));
  }

  /** The table under a line that unfolds it, where it is long. */
  Element folded(String what, int rows) {
    return rows <= MOST_UNFOLDED
        ? element()
        : Element.of("details")
            .with(
                Element.text("summary", what + " (" + NumberFormats.count(rows, "row") + ")"),
                element());
  }

  /** The table in a box that scrolls sideways where the screen is narrow. */
  Element element() {
    Element head = Element.of("tr");
    for (Column column : columns) {
      Element button = Element.of("button").set("type", "button").text(column.head());
      if (!column.explanation().isEmpty()) {
        button.set("data-tip", column.explanation());
      }
      head.with(
          Element.of("th", column.number() ? "number" : "")
              .set("scope", "col")
              .set("aria-sort", "none")
              .with(button));
    }
    Element table =
        Element.of("table", "sortable")
            .set("aria-label", caption)
            .with(Element.of("thead").with(head), body);
    Element scroll =
        Element.of("div", "scroll")
            .set("role", "region")
            .set("aria-label", caption)
            .set("tabindex", "0")
            .with(table);
    return Element.of("div", "table").with(Element.of("p", "caption").text(caption), scroll);
  }
}
