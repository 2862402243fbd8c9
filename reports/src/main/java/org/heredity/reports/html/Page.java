package org.heredity.reports.html;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.heredity.api.result.GateResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.reports.chart.Figure;
import org.heredity.reports.chart.FigureKind;
import org.heredity.reports.chart.Figures;
import org.heredity.reports.chart.NoFontsException;
import org.heredity.reports.text.MethodMean;
import org.heredity.reports.text.NumberFormats;
import org.heredity.reports.text.Verdict;

/** The page of a suite or audit: verdict, two charts and a few sentences, then details. */
final class Page {
  private final List<FigureKind> kinds;
  private final Pictures pictures;

  Page(List<FigureKind> kinds, Pictures pictures) {
    this.kinds = kinds;
    this.pictures = pictures;
  }

  String of(SuiteResult result) throws IOException {
    Figures figures = Figures.of(kinds, result);
    List<Element> top = drawn(figures.top());
    List<Section> sections =
        List.of(
            new FindingsSection(),
            new ResultsSection(),
            new PublishedSection(),
            new AttacksSection(),
            new ControlsSection(),
            new FiguresSection(drawn(figures.others())),
            new ComparisonsSection(),
            new GallerySection(pictures),
            new ClassesSection(),
            new CellsSection(),
            new StagesSection(),
            new ProvenanceSection());
    Element main = Element.of("main").with(overview(result, top));
    Element links = Element.of("nav").set("aria-label", "Sections");
    for (Section section : sections) {
      Optional<Element> content = section.content(result);
      if (content.isPresent()) {
        main.with(
            Element.of("section")
                .set("id", section.id())
                .with(Element.text("h2", section.heading()), content.get()));
        links.with(link(section));
      }
    }
    String subtitle =
        result.provenance().teacherArchitecture()
            + " · "
            + result.protocol()
            + " protocol · "
            + NumberFormats.moment(result.provenance().finished());
    return Document.of(
        result.name(), Document.header(result.name(), subtitle), links, main, footer(result));
  }

  private static Element link(Section section) {
    String word = section.id().substring(0, 1).toUpperCase(Locale.ROOT) + section.id().substring(1);
    return Element.text("a", word).set("href", "#" + section.id());
  }

  /** Where nothing can be drawn, the reason once, at the top. */
  private static List<Element> drawn(List<Figure> figures) throws IOException {
    List<Element> elements = new ArrayList<>();
    try {
      for (Figure figure : figures) {
        elements.add(Document.figure(figure));
      }
    } catch (NoFontsException e) {
      return List.of(Element.of("p", "note").text(e.getMessage()));
    }
    return elements;
  }

  private static Element footer(SuiteResult result) {
    return Element.of("footer")
        .text(
            "Made by Heredity "
                + result.provenance().heredity()
                + ". The same figures for programs: results.json and results.csv beside this"
                + " page. DIR: of the test images that a student classifies correctly when clean,"
                + " the share that it gets wrong on the adversarial version, which was made from"
                + " the teacher alone.");
  }

  private Element overview(SuiteResult result, List<Element> figures) {
    Verdict story = Verdict.of(result);
    String state = story.good() == null ? "open" : story.good() ? "good" : "bad";
    Element overview =
        Element.of("section", "overview")
            .set("id", "overview")
            .with(Element.of("p", "verdict " + state).text(story.verdict()));
    if (!result.gates().isEmpty()) {
      Element gates = Element.of("ul", "gates");
      for (GateResult gate : result.gates()) {
        gates.with(
            Element.of("li", gate.passed() ? "right" : "wrong")
                .with(Element.text("strong", mark(gate)))
                .text(" " + Verdict.gate(gate)));
      }
      overview.with(gates);
    }
    Element sentences = Element.of("ul", "sentences");
    story.sentences().forEach(s -> sentences.with(Element.text("li", s)));
    return overview.with(methods(result), Element.of("div", "figures").with(figures), sentences);
  }

  private static String mark(GateResult gate) {
    return switch (gate.decision()) {
      case PASSED -> "✓ holds";
      case FAILED -> "✗ fails";
      case UNDECIDED -> "? undecided";
    };
  }

  /** One tile a method, means over targets. */
  private static Element methods(SuiteResult result) {
    Element tiles = Element.of("div", "tiles");
    String attack = MethodMean.headline(result);
    for (MethodMean mean : MethodMean.of(result, attack)) {
      tiles.with(
          Element.of("div", "tile")
              .with(
                  Element.of("p", "method").text(mean.method()),
                  measure("ACC", mean.acc()),
                  measure("DIR", mean.dir()),
                  measure("retained", mean.weightsKept())));
    }
    return tiles;
  }

  private static Element measure(String name, double share) {
    return Element.of("p")
        .with(
            Element.of("span", "value").text(NumberFormats.percent(share)),
            Element.of("span", "name").text(name));
  }
}
