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
}
