package org.heredity.reports.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.heredity.api.result.ResultsJson;
import org.heredity.api.result.SetResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.reports.Samples;
import org.heredity.reports.chart.BudgetSweep;
import org.heredity.reports.chart.Theme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change of a value is told in levels of a pixel, that of an image in L2 as a length. */
class NormsTest {
  @TempDir Path folder;

  private static SuiteResult sample(String norm) {
    String json = new String(ResultsJson.write(Samples.suite()), StandardCharsets.UTF_8);
    String changed = json.replace(SetResult.L_INFINITY, norm);
    return ResultsJson.parse(changed.getBytes(StandardCharsets.UTF_8), "sample");
  }

  private String page(String norm) throws Exception {
    new HtmlReport(Set.of()).write(sample(norm), folder);
    return Files.readString(folder.resolve("index.html"));
  }

  private static String axis(String norm) {
    return new BudgetSweep()
        .of(sample(norm))
        .get(0)
        .drawing()
        .apply(Theme.LIGHT)
        .getXYPlot()
        .getDomainAxis()
        .getLabel();
  }

  @Test
  void theLargestChangeIsInTheNormsUnit() throws Exception {
    assertTrue(page(SetResult.L_INFINITY).contains(">8/255<"));
    String l2 = page(SetResult.L2);
    assertTrue(l2.contains(">8/255<"), "of a value");
    assertTrue(l2.contains(">0.03137<"), "8/255 as a length");
    assertTrue(l2.contains(">L∞</button>"), "which is not the largest change any more");
  }

  @Test
  void theSweepsAxisSaysTheNorm() {
    assertEquals("epsilon (1/255 of a pixel)", axis(SetResult.L_INFINITY));
    assertEquals("epsilon (L2, pixels of 0 to 1)", axis(SetResult.L2));
  }
}
