package org.heredity.reports.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.heredity.api.result.SuiteResult;
import org.heredity.reports.Samples;
import org.heredity.reports.chart.AccuracyBars;
import org.heredity.reports.chart.InheritanceBars;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens the page in headless Chromium, where there is one. */
@Tag("slow")
class BrowserTest {
  private static final String PROBE =
      """
      <script>
      const out = {};
      const table = document.querySelector("#results table");
      const column = name => [...table.tHead.rows[0].cells].findIndex(c => c.textContent === name);
      const values = name => [...table.tBodies[0].rows].map(r => r.cells[column(name)].textContent);
      const press = name => table.tHead.rows[0].cells[column(name)].querySelector("button").click();
      press("DIR");
      out.up = values("DIR").map(v => v.split(" ")[0]).join();
      out.upState = table.tHead.rows[0].cells[column("DIR")].getAttribute("aria-sort");
      press("DIR");
      out.down = values("DIR").map(v => v.split(" ")[0]).join();
      press("Method");
      out.methods = values("Method").join();
      out.dirState = table.tHead.rows[0].cells[column("DIR")].getAttribute("aria-sort");
      const tip = table.querySelector(".tip");
      tip.focus();
      const bubble = document.getElementById("bubble");
      out.tip = !bubble.hidden && bubble.textContent === tip.dataset.tip
          && tip.getAttribute("aria-describedby") === "bubble";
      document.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape"}));
      out.gone = bubble.hidden;
      const paper = () => getComputedStyle(document.body).backgroundColor;
      const bar = () => getComputedStyle(document.querySelector("#overview svg .f-s0")).fill;
      const before = paper() + bar();
      document.getElementById("theme").click();
      out.theme = paper() + bar() !== before;
      out.pressed = document.getElementById("theme").getAttribute("aria-pressed");
      out.sideways = document.documentElement.scrollWidth <= innerWidth;
      out.unnamed = [...document.querySelectorAll("button, a, img")]
          .filter(e => !(e.textContent.trim() || e.getAttribute("alt"))).length;
      document.body.dataset.probe = JSON.stringify(out);
      </script>
      """;

  private static final int WIDE = 1000;

  /** The least that headless Chromium has; the page's style for narrow screens holds. */
  private static final int NARROW = 500;

  private static final String NARROW_PROBE =
      """
      <script>
      const out = {};
      out.style = matchMedia("(max-width: 40rem)").matches;
      out.sideways = document.documentElement.scrollWidth <= innerWidth;
      const box = document.querySelector("#results .scroll");
      box.scrollLeft = 200;
      out.scrolled = box.scrollLeft > 0;
      const first = box.querySelector("tbody td");
      out.first = first.getBoundingClientRect().left === box.getBoundingClientRect().left;
      document.body.dataset.probe = JSON.stringify(out);
      </script>
      """;

  @TempDir Path folder;

  private static Optional<String> browser() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .flatMap(
            path ->
                Stream.of("chromium", "chromium-browser", "google-chrome", "chrome")
                    .map(name -> Path.of(path, name)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  private String page(SuiteResult result) throws Exception {
    new HtmlReport(Set.of(new AccuracyBars(), new InheritanceBars())).write(result, folder);
    return Files.readString(folder.resolve("index.html"));
  }

  /** The document as the browser has it after scripts ran, then what it logged. */
  private List<String> open(Path page, int width) throws Exception {
    Optional<String> browser = browser();
    assumeTrue(
        browser.isPresent(), "no Chromium on the PATH: the page was not opened in a browser");
    Path log = folder.resolve("browser.log");
    Path dom = folder.resolve("browser.html");
    List<String> command =
        new ArrayList<>(
            List.of(
                browser.get(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--enable-logging=stderr",
                "--window-size=" + width + ",900",
                "--user-data-dir=" + folder.resolve("profile"),
                "--dump-dom",
                page.toUri().toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(dom.toFile())
            .redirectError(log.toFile())
            .start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly().waitFor();
    assumeTrue(ended && process.exitValue() == 0, "Chromium does not run here: " + browser.get());
    return List.of(Files.readString(dom), Files.readString(log));
  }

  @Test
  void thePageWorksUnderItsOwnPolicyWithoutErrors() throws Exception {
    page(Samples.suite());
    List<String> seen = open(folder.resolve("index.html"), WIDE);
    assertTrue(seen.get(0).contains("id=\"bubble\""), "its script ran");
    assertFalse(seen.get(1).contains("CONSOLE"), seen.get(1));
  }

  @Test
  void hostileNamesRunNothing() throws Exception {
    page(Samples.hostile());
    List<String> seen = open(folder.resolve("index.html"), WIDE);
    assertTrue(seen.get(0).contains("id=\"bubble\""), "its script ran");
    assertFalse(seen.get(1).contains("CONSOLE"), seen.get(1));
    assertFalse(Pattern.compile("<img src=\"?x").matcher(seen.get(0)).find());
  }

  /** What a script says that is put into the page. */
  private String probe(String script, int width) throws Exception {
    // The page's own policy would not let the script run.
    String probed =
        page(Samples.suite())
            .replaceFirst("<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "")
            .replace("</body>", Matcher.quoteReplacement(script) + "</body>");
    Path file = folder.resolve("probed.html");
    Files.writeString(file, probed);
    List<String> seen = open(file, width);
    assertFalse(seen.get(1).contains("CONSOLE"), seen.get(1));
    Matcher probe = Pattern.compile("data-probe=\"([^\"]*)\"").matcher(seen.get(0));
    assertTrue(probe.find(), "the probe ran");
    return probe.group(1).replace("&quot;", "'");
  }

  @Test
  void onANarrowScreenOnlyTablesScrollAndTheirFirstColumnStays() throws Exception {
    assertEquals(
        "{'style':true,'sideways':true,'scrolled':true,'first':true}", probe(NARROW_PROBE, NARROW));
  }

  @Test
  void tablesSortTooltipsShowAndTheThemeChanges() throws Exception {
    String out = probe(PROBE, WIDE);
    for (String expected :
        List.of(
            "'up':'12.4,12.8,19.7,21.5,38.0,61.5'",
            "'upState':'ascending'",
            "'down':'61.5,38.0,21.5,19.7,12.8,12.4'",
            "'methods':'fine-tune,fine-tune,remos,remos,seam,seam'",
            "'dirState':'none'",
            "'tip':true",
            "'gone':true",
            "'theme':true",
            "'pressed':'true'",
            "'sideways':true",
            "'unnamed':0")) {
      assertTrue(out.contains(expected), expected + " in " + out);
    }
    assertEquals('{', out.charAt(0));
  }
}
