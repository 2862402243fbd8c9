package org.heredity.reports.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.heredity.api.result.SuiteResult;
import org.heredity.reports.Samples;
import org.heredity.reports.chart.AccuracyBars;
import org.heredity.reports.chart.Contrast;
import org.heredity.reports.chart.InheritanceBars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
  @TempDir Path folder;

  private String page(SuiteResult result) throws Exception {
    new HtmlReport(Set.of(new AccuracyBars(), new InheritanceBars())).write(result, folder);
    return Files.readString(folder.resolve("index.html"));
  }

  private static long count(String text, String regex) {
    return Pattern.compile(regex).matcher(text).results().count();
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf(end, from));
  }

  private static String sha256(String text) throws Exception {
    return Base64.getEncoder()
        .encodeToString(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void publishedFiguresStandBesideTheMeasured() throws Exception {
    String without = page(Samples.suite());
    assertFalse(without.contains("Published"), "nothing was published of it");
    assertFalse(without.contains("Dashed"));
    String page = page(Samples.published());
    String results = between(page, "<section id=\"results\">", "</section>");
    assertEquals(2, count(results, "<button[^>]*>Published</button>"));
    assertTrue(results.contains(">85.33 or 81.25</span>"), results);
    assertTrue(results.contains(">50.12</span>"), "the second has no DIR");
    assertTrue(results.contains("A Paper (2022), Table 1\n"), results);
    String section = between(page, "<section id=\"published\">", "</section>");
    assertEquals(3, count(section, "<table"), "one a source");
    assertTrue(section.contains("Another &lt;Paper&gt; (2023), Figure 6"), section);
    assertTrue(section.contains("mean of 3: photos6, cub200, flowers102"), section);
    assertTrue(section.contains("of which cub200 was not measured here"), section);
    assertEquals(2, count(page, "Dashed lines are published figures"), page);
  }

  @Test
  void thePolicyLetsOnlyThePagesOwnScriptAndStyleRun() throws Exception {
    String page = page(Samples.suite());
    String policy = between(page, "Content-Security-Policy\" content=\"", "\">");
    assertTrue(policy.startsWith("default-src 'none'; img-src data:;"), policy);
    assertTrue(
        policy.contains(
            "script-src 'sha256-" + sha256(between(page, "<script>", "</script>")) + "'"));
    assertTrue(
        policy.contains("style-src 'sha256-" + sha256(between(page, "<style>", "</style>")) + "'"));
    assertFalse(policy.contains("unsafe"), policy);
  }

  @Test
  void nothingIsLoadedFromElsewhere() throws Exception {
    for (SuiteResult result : List.of(Samples.suite(), Samples.hostile())) {
      String page = page(result).replace("http://www.w3.org/2000/svg", "");
      assertEquals(0, count(page, "<[^>]*\\s(src|href)=\"(?!#|data:image/png;base64,)"));
      assertEquals(0, count(page, "https?://|@import|url\\("));
    }
  }

  @Test
  void hostileNamesStayText() throws Exception {
    String page = page(Samples.hostile());
    assertEquals(1, count(page, "(?i)<script"));
    assertEquals(1, count(page, "(?i)</style"));
    assertEquals(0, count(page, "(?i)<img src=x|<svg/|<[^>\"']*\\sonerror="));
    assertEquals(count(page, "<td[ >]"), count(page, "</td>"));
    assertFalse(page.contains("\u0000") || page.contains("\u202E"));
    assertTrue(
        page.contains("=1+1&lt;/script&gt;&lt;/style&gt;&lt;/td&gt;&quot;&#39;&gt;&lt;img src=x"));
    assertTrue(page.contains("3 pictures not shown"), "paths out of the folder are not followed");
    assertEquals(0, count(page, "data:image"));
  }

  @Test
  void theFirstScreenHasTheVerdictAndTwoFigures() throws Exception {
    String page = page(Samples.suite());
    String overview = between(page, "<section class=\"overview\"", "</section>");
    assertTrue(overview.contains("<p class=\"verdict good\">seam inherits 12.6%"), overview);
    assertEquals(2, count(overview, "<svg "));
    assertEquals(3, count(overview, "<li>"));
    assertEquals(2, count(overview, "<svg [^>]*role=\"img\""));
  }

  @Test
  void findingsCarryTheirExplanation() throws Exception {
    String findings = between(page(Samples.suite()), "id=\"findings\"", "</section>");
    assertEquals(2, count(findings, "<li "));
    assertEquals(1, count(findings, "<details"), "none for what no page explains");
    assertTrue(
        findings.contains("<strong>The DIR&#39;s 95% interval is wider than 20 points.</strong>"),
        findings);
    assertTrue(findings.contains("<em>What to do.</em> Use more test images."), findings);
  }

  @Test
  void theMainTableCarriesNumeratorsAndIntervals() throws Exception {
    String results = between(page(Samples.suite()), "id=\"results\"", "</section>");
    assertTrue(
        results.contains(
            "data-tip=\"seed 1: 307 of 509\nseed 2: 315 of 512\nseed 3: 322 of 515\n95% bootstrap interval\">61.5</span>"
                + " <span class=\"range\">60.3–62.5</span>"),
        results);
    assertEquals(11 + 4, count(results, "aria-sort=\"none\""), "one attack needs no column");
  }

  @Test
  void whatEachAttackDoesHasASection() throws Exception {
    assertFalse(page(Samples.suite()).contains("id=\"attacks\""), "there is nothing to say");
    String page = page(Samples.ensemble());
    String attacks = between(page, "id=\"attacks\"", "</section>");
    assertEquals(4, count(attacks, "<table"), "an ensemble on each target, white box, checks");
    assertTrue(attacks.contains("standard-1 on photos6: images, summed over 3 seeds"), attacks);
    assertTrue(
        attacks.contains(
            "<td>mi@other.pth</td><td class=\"number\" data-sort=\"450.0\">450 / 1536</td>"),
        attacks);
    assertTrue(attacks.contains("autoattack-1: L-infinity, eps 8/255 of a pixel"), attacks);
    assertTrue(attacks.contains(">22.4</span> <span class=\"range\">14.8–32.3</span>"), attacks);
    assertEquals(2, count(attacks, "<span>no</span>"), "51 of 64 is too few, but of a member");
    String amiss = between(page(Samples.missed()), "id=\"attacks\"", "</section>");
    assertEquals(2, count(amiss, "<span class=\"failed\">no</span>"), "a finding says so");
    assertEquals(10, count(attacks, "<span>yes</span>"));
  }

  @Test
  void excessOverTheControlsAndLengthsAreShown() throws Exception {
    String page = page(Samples.ensemble());
    String results = between(page, "id=\"results\"", "</section>");
    assertTrue(results.contains(">Over floor</button>"), results);
    assertTrue(results.contains(">56.5</span> <span class=\"range\">55.3–57.5</span>"), results);
    String controls = between(page, "id=\"controls\"", "</section>");
    assertTrue(controls.contains(">1.610</span> <span class=\"range\">max 1.720<"), controls);
    assertFalse(controls.contains("L∞"), "the largest change is that already");
    String alone = between(page(Samples.suite()), "id=\"results\"", "</section>");
    assertFalse(alone.contains("Over floor"), "there was none");
    assertTrue(alone.contains("Over noise"), alone);
  }

  @Test
  void coloursOfTextHaveEnoughContrast() throws Exception {
    String css =
        new String(
            PageTest.class.getResourceAsStream("page.css").readAllBytes(), StandardCharsets.UTF_8);
    Matcher block = Pattern.compile("\\{([^{}]*--paper:[^{}]*)\\}").matcher(css);
    int themes = 0;
    while (block.find()) {
      Map<String, Color> colours = new HashMap<>();
      Matcher variable = Pattern.compile("--([a-z-]+): (#[0-9a-f]{6})").matcher(block.group(1));
      while (variable.find()) {
        colours.put(variable.group(1), Color.decode(variable.group(2)));
      }
      for (String text : List.of("ink", "muted", "accent", "good", "bad", "open")) {
        for (String paper : List.of("paper", "raised")) {
          double contrast = Contrast.of(colours.get(text), colours.get(paper));
          assertTrue(contrast >= 4.5, text + " on " + paper + ": " + contrast);
        }
      }
      for (String state : List.of("good", "bad", "open")) {
        Color paper = colours.get(state + "-paper");
        assertTrue(Contrast.of(colours.get(state), paper) >= 4.5, state);
        assertTrue(Contrast.of(colours.get("muted"), paper) >= 4.5, "muted on " + state);
        assertTrue(Contrast.of(colours.get("accent"), paper) >= 4.5, "links on " + state);
      }
      themes++;
    }
    assertEquals(3, themes, "light, dark by the system, dark by choice");
  }

  @Test
  void picturesAreReadFromTheFolderOnly() throws Exception {
    byte[] png = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 1};
    Path inside = Files.createDirectory(folder.resolve("inside"));
    Files.write(inside.resolve("a.png"), png);
    Files.write(folder.resolve("secret.png"), png);
    Files.writeString(inside.resolve("text.png"), "not a picture");
    Files.createSymbolicLink(inside.resolve("link.png"), folder.resolve("secret.png"));
    Pictures pictures = new Pictures(inside);
    assertEquals("data:image/png;base64,iVBORw0KGgoB", pictures.dataUri("a.png").orElseThrow());
    for (String name :
        List.of(
            "../secret.png",
            folder.resolve("secret.png").toString(),
            "link.png",
            "text.png",
            "none.png",
            ".",
            "")) {
      assertTrue(pictures.dataUri(name).isEmpty(), name);
    }
    assertEquals(7, pictures.leftOut());
  }

  @Test
  void elementsThatCouldRunScriptAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Element.of("script"));
    assertThrows(IllegalArgumentException.class, () -> Element.of("p").set("onclick", "x"));
    assertThrows(IllegalArgumentException.class, () -> Element.of("p").set("style", "x"));
    assertThrows(
        IllegalArgumentException.class, () -> Element.of("a").set("href", "javascript:alert(1)"));
    assertThrows(
        IllegalArgumentException.class, () -> Element.of("img").set("src", "https://x.test/a.png"));
  }
}
