package org.heredity.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.Set;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.heredity.api.HeredityPlugin;
import org.heredity.api.report.ReportFormat;
import org.heredity.api.result.ResultsJson;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class AllFormatsTest {
  /** The formats as a program finds them: by their plug-in. */
  static Set<ReportFormat> formats() {
    HeredityPlugin plugin =
        ServiceLoader.load(HeredityPlugin.class).stream()
            .filter(p -> p.type() == ReportsModule.class)
            .findFirst()
            .orElseThrow()
            .get();
    Injector injector = Guice.createInjector(plugin);
    return injector.getInstance(Key.get(new TypeLiteral<Set<ReportFormat>>() {}));
  }

  /** Stays after the test, to be looked at. */
  @Test
  void allFormatsWriteTheSampleSuite() throws Exception {
    Path folder = Path.of("target", "sample-report");
    Files.createDirectories(folder);
    SampleSuite.drawGallery(folder);
    for (ReportFormat format : formats()) {
      format.write(SampleSuite.result(), folder);
    }
    assertEquals(SampleSuite.result(), ResultsJson.read(folder));
    assertTrue(Files.size(folder.resolve("index.html")) > 100_000);
  }

  /** Likewise, with all that attacks can say. */
  @Test
  void allFormatsShowWhatAttacksDo() throws Exception {
    Path folder = Path.of("target", "ensemble-report");
    Files.createDirectories(folder);
    SampleSuite.drawGallery(folder);
    for (ReportFormat format : formats()) {
      format.write(EnsembleSuite.result(), folder);
    }
    assertEquals(EnsembleSuite.result(), ResultsJson.read(folder));
    assertTrue(Files.exists(folder.resolve("charts/robustness-photos6-dark.png")));
    try (PDDocument pdf = Loader.loadPDF(folder.resolve("report.pdf").toFile())) {
      String text = new PDFTextStripper().getText(pdf).replaceAll("\\s+", " ");
      assertTrue(text.contains("Attacks, one by one"), text);
      assertTrue(text.contains("mi@other.pth 450 29.3 74 24"), text);
      assertTrue(text.contains("apgd-ce 18, apgd-t 1 1 100 19 of 85 22.4 14.8–32.3"), text);
      assertTrue(text.contains("standard-1.mi@other.pth NO 51 of 64 2"), text);
      assertTrue(text.contains("1.610 1.720 8/255"), text);
    }
  }

  /** Likewise, with what was published. */
  @Test
  void allFormatsShowWhatWasPublished() throws Exception {
    Path folder = Path.of("target", "published-report");
    Files.createDirectories(folder);
    SampleSuite.drawGallery(folder);
    for (ReportFormat format : formats()) {
      format.write(PublishedSuite.result(), folder);
    }
    assertEquals(PublishedSuite.result(), ResultsJson.read(folder));
    String chart = Files.readString(folder.resolve("charts/acc.svg"));
    assertTrue(chart.contains("stroke-dasharray"), "a line across the bar");
    assertTrue(chart.contains("published 85.33 or 81.25"), chart);
    try (PDDocument pdf = Loader.loadPDF(folder.resolve("report.pdf").toFile())) {
      String text = new PDFTextStripper().getText(pdf);
      assertTrue(text.contains("Beside the published figures"), text);
      assertTrue(text.contains("85.33"), text);
    }
  }
}
