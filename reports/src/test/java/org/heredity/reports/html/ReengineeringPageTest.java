package org.heredity.reports.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.heredity.api.result.CurvePoint;
import org.heredity.api.result.Kept;
import org.heredity.api.result.Overhead;
import org.heredity.api.result.Reengineering;
import org.heredity.api.result.Reengineering.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReengineeringPageTest {
  @TempDir Path folder;

  private static Problem problem(String name, long kept, double time) {
    List<CurvePoint> curve =
        IntStream.range(0, 20)
            .mapToObj(i -> new CurvePoint("search", i * 10, 0.3, 0.9 + i * 0.002, 1 - i * 0.04))
            .toList();
    return new Problem(
        name,
        0.9564,
        0.9581,
        time > 0 ? 0.87 : Double.NaN,
        2000,
        new Kept(200_704, 170_000, 784, 700, 270_000, kept),
        41_220_000,
        9_340_000,
        Double.isNaN(time)
            ? null
            : new Overhead(
                time, time + 0.01, time / 2, 784, 311, 20_500_000, List.of("conv1"), 1e-6),
        33,
        curve);
  }

  private String page(Problem... problems) throws Exception {
    new ReengineeringPage()
        .write(
            new Reengineering(
                "resnet20",
                "classifier.pth",
                "cifar10",
                "resized to 32",
                "paper",
                1,
                List.of(problems)),
            folder);
    return Files.readString(folder.resolve("index.html"));
  }

  @Test
  void problemsAreATableAndAFigureEach() throws Exception {
    String page = page(problem("bird against the rest", 27_000, 1.4), problem("cat", 54_000, 1.4));
    assertTrue(
        page.contains(
            "Mean of 2 problems: 85.0% fewer weights, accuracy from 95.6% to 95.8%,"
                + " FLOPs from 41.22 to 9.34 million an image."),
        page);
    assertTrue(page.contains("cifar10 · resized to 32 · paper protocol"), page);
    assertTrue(page.contains("data-tip=\"27000 of 270000 weights\">10.0<"));
    assertTrue(page.contains("ACC from scratch") && page.contains(">87.0</td>"));
    for (String cell : List.of("20.50", "1.40", "1.41", "0.70", "2.00")) {
      assertTrue(page.contains(">" + cell + "<"), cell);
    }
    assertTrue(page.contains("311 of 784 channels, sparse kernels: 1"));
    assertEquals(2, page.split("<svg ").length - 1);
    try (var charts = Files.list(folder.resolve("charts"))) {
      assertEquals(4, charts.count());
    }
  }

  @Test
  void whatWasNotMeasuredHasNoColumnAndNamesAreText() throws Exception {
    String page = page(problem("<script>alert(1)</script>", 27_000, Double.NaN));
    assertFalse(page.contains("Time before") || page.contains("from scratch"));
    assertEquals(1, page.split("<script").length - 1);
    assertTrue(page.contains("<p class=\"verdict plain\">90.0% fewer weights"));
  }
}
