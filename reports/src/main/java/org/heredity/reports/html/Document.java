package org.heredity.reports.html;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.heredity.files.Sha256;
import org.heredity.reports.chart.Figure;
import org.heredity.reports.chart.SvgWriter;
import org.heredity.reports.chart.Theme;

/**
 * A page that needs nothing beside itself. Its content security policy lets it run its own script,
 * use its own style and show pictures within itself, and nothing else.
 */
final class Document {
  /** Pixels over which a figure has a row to itself. */
  private static final int WIDE = 700;

  private Document() {}

  /** The page's text. */
  static String of(String title, Element... body) throws IOException {
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
    Element.escape(title + " – Heredity", out);
    out.append("</title>\n<style>").append(style).append("</style>\n</head><body>\n");
    for (Element element : body) {
      element.write(out);
      out.append('\n');
    }
    out.append("<script>").append(script).append("</script>\n</body></html>\n");
    return out.toString();
  }

  /** Title, what stands under it, and the switch between light and dark. */
  static Element header(String title, String subtitle) {
    return Element.of("header")
        .with(
            Element.of("div")
                .with(Element.text("h1", title), Element.of("p", "subtitle").text(subtitle)),
            Element.of("button", "theme")
                .set("type", "button")
                .set("id", "theme")
                .set("aria-pressed", "false")
                .text("Dark"));
  }

  static Element figure(Figure figure) throws IOException {
    return Element.of("figure", figure.width() > WIDE ? "wide" : "")
        .with(
            Element.of("figcaption")
                .with(
                    Element.text("strong", figure.title()),
                    Element.of("span").text(figure.caption())),
            Element.of("div", "scroll").drawing(new SvgWriter().inline(figure)));
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

  private static String resource(String name) throws IOException {
    try (InputStream in = Document.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("resource " + name + " is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String digest(String text) {
    byte[] digest = Sha256.newDigest().digest(text.getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }
}
