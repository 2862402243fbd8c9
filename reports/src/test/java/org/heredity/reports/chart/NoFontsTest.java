package org.heredity.reports.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.heredity.reports.Samples;
import org.heredity.reports.html.HtmlReport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server often has no fonts; a night's results must not be lost for that. */
class NoFontsTest {
  private static final String EMPTY =
      "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">"
          + "<fontconfig><dir>/nowhere</dir></fontconfig>";

  @TempDir Path folder;

  /** Runs in a Java machine of its own, without fonts. */
  public static void main(String[] arguments) throws IOException {
    try {
      Fonts.require();
    } catch (NoFontsException e) {
      new HtmlReport(Set.of(new AccuracyBars())).write(Samples.suite(), Path.of(arguments[0]));
      System.out.println(e.getMessage());
    }
  }

  @Test
  @Tag("slow")
  void thePageIsWrittenWithoutCharts() throws Exception {
    assumeTrue(
        System.getProperty("os.name").startsWith("Linux"), "fontconfig is Linux's way to fonts");
    Files.writeString(folder.resolve("fonts.conf"), EMPTY);
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "-Duser.home=" + folder,
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                NoFontsTest.class.getName(),
                folder.toString()));
    builder.environment().put("FONTCONFIG_FILE", folder.resolve("fonts.conf").toString());
    Path log = folder.resolve("log.txt");
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    String said = Files.readString(log);
    assertEquals(0, process.exitValue(), said);
    assumeTrue(!said.isEmpty(), "this Java machine has fonts without fontconfig");
    assertTrue(said.contains("install fontconfig and a font"), said);
    String page = Files.readString(folder.resolve("index.html"));
    assertTrue(
        page.contains("<p class=\"note\">charts cannot be drawn: this machine has no fonts"));
    assertTrue(page.contains("id=\"results\"") && page.contains("seam inherits 12.6%"));
  }
}
