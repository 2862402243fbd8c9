package org.heredity.reports.html;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.heredity.core.result.GateResult;
import org.heredity.core.result.SuiteResult;
import org.heredity.reports.chart.Figure;
import org.heredity.reports.chart.FigureKind;
import org.heredity.reports.chart.NoFontsException;
import org.heredity.reports.chart.SvgWriter;
import org.heredity.reports.chart.Theme;
import org.heredity.reports.text.Figures;
import org.heredity.reports.text.MethodMean;
import org.heredity.reports.text.Story;

/**
 * The page: verdict, two charts and a few sentences, then details. Its content security policy lets
 * it run its own script, use its own style and show pictures within itself, and nothing else.
 */
final class Page {
  /** Figures at the top: ACC, and DIR under the first attack. */
  private static final int AT_THE_TOP = 2;

  /** Pixels over which a figure has a row to itself. */
  private static final int WIDE = 700;

  private final List<FigureKind> kinds;
  private final Pictures pictures;
  private final SvgWriter svg = new SvgWriter();

  Page(List<FigureKind> kinds, Pictures pictures) {
    this.kinds = kinds;
    this.pictures = pictures;
  }

  String of(SuiteResult result) throws IOException {
    List<Element> figures = figures(result);
    int top = Math.min(AT_THE_TOP, figures.size());
    List<Section> sections =
        List.of(
            new FindingsSection(),
            new ResultsSection(),
            new ControlsSection(),
            new FiguresSection(figures.subList(top, figures.size())),
            new ComparisonsSection(),
            new GallerySection(pictures),
            new ClassesSection(),
            new CellsSection(),
            new StagesSection(),
            new ProvenanceSection());
    Element main = Element.of("main").with(overview(result, figures.subList(0, top)));
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
    return document(result, header(result), links, main, footer(result));
  }

  private static Element link(Section section) {
    String word = section.id().substring(0, 1).toUpperCase(Locale.ROOT) + section.id().substring(1);
    return Element.text("a", word).set("href", "#" + section.id());
  }

  private List<Element> figures(SuiteResult result) throws IOException {
    List<Element> figures = new ArrayList<>();
    try {
      for (FigureKind kind : kinds) {
        for (Figure figure : kind.of(result)) {
          figures.add(figure(figure));
        }
      }
    } catch (NoFontsException e) {
      return List.of(Element.of("p", "note").text(e.getMessage()));
    }
    return figures;
  }

  private static String document(SuiteResult result, Element... body) throws IOException {
    String style = resource("page.css") + colours();
    String script = resource("page.js");
    StringBuilder out = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head>\n");
    out.append("<meta charset=\"utf-8\">\n");
    out.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    out.append("img-src data:; style-src '").append(digest(style)).append("'; script-src '");
    out.append(digest(script)).append("'; base-uri 'none'; form-action 'none'\">\n");
    out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.append("<meta name=\"color-scheme\" content=\"light dark\">\n");
    out.append("<title>");
    Element.escape(result.name() + " – Heredity", out);
    out.append("</title>\n<style>").append(style).append("</style>\n</head><body>\n");
    for (Element element : body) {
      element.write(out);
      out.append('\n');
    }
    out.append("<script>").append(script).append("</script>\n</body></html>\n");
    return out.toString();
  }

  /** The charts' colours, for the reader's system and for the choice made on the page. */
  private static String colours() {
    String dark = SvgWriter.rules(Theme.DARK, "");
    return SvgWriter.rules(Theme.LIGHT, "")
        + "@media screen and (prefers-color-scheme: dark) { :root:not([data-theme=light]) {\n"
        + dark
        + "} }\n@media screen { :root[data-theme=dark] {\n"
        + dark
        + "} }\n";
  }

  private static Element header(SuiteResult result) {
    return Element.of("header")
        .with(
            Element.of("div")
                .with(
                    Element.text("h1", result.name()),
                    Element.of("p", "subtitle")
                        .text(
                            result.provenance().teacherArchitecture()
                                + " · "
                                + result.protocol()
                                + " protocol · "
                                + result.provenance().finished())),
            Element.of("button", "theme")
                .set("type", "button")
                .set("id", "theme")
                .set("aria-pressed", "false")
                .text("Dark"));
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
    Story story = Story.of(result);
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
                .with(Element.text("strong", gate.passed() ? "✓ holds" : "✗ fails"))
                .text(" " + Story.gate(gate)));
      }
      overview.with(gates);
    }
    Element sentences = Element.of("ul", "sentences");
    story.sentences().forEach(s -> sentences.with(Element.text("li", s)));
    return overview.with(methods(result), Element.of("div", "figures").with(figures), sentences);
  }

  /** One tile a method, means over targets. */
  private static Element methods(SuiteResult result) {
    Element tiles = Element.of("div", "tiles");
    String attack =
        result.cells().stream().filter(c -> c.done()).map(c -> c.attack()).findFirst().orElse("");
    for (MethodMean mean : MethodMean.of(result, attack)) {
      tiles.with(
          Element.of("div", "tile")
              .with(
                  Element.of("p", "method").text(mean.method()),
                  measure("ACC", mean.acc()),
                  measure("DIR", mean.dir()),
                  measure("kept", mean.weightsKept())));
    }
    return tiles;
  }

  private static Element measure(String name, double share) {
    return Element.of("p")
        .with(
            Element.of("span", "value").text(Figures.percent(share)),
            Element.of("span", "name").text(name));
  }

  private Element figure(Figure figure) throws IOException {
    return Element.of("figure", figure.width() > WIDE ? "wide" : "")
        .with(
            Element.of("figcaption")
                .with(
                    Element.text("strong", figure.title()),
                    Element.of("span").text(figure.caption())),
            Element.of("div", "scroll").drawing(svg.inline(figure)));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("resource " + name + " is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java machine has SHA-256", e);
    }
  }
}
