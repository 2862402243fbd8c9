package org.heredity.pipeline.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.heredity.api.Protocol;
import org.heredity.api.config.UsageException;
import org.heredity.pipeline.attack.AttackPlan;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.plan.BenchFigures;
import org.heredity.pipeline.plan.Forecast;
import org.heredity.pipeline.plan.Forecast.Basis;
import org.heredity.pipeline.plan.Forecast.Bound;
import org.heredity.pipeline.plan.Forecast.Estimate;
import org.heredity.pipeline.plan.Forecast.Growth;
import org.heredity.pipeline.plan.WorkPlan;
import org.heredity.pipeline.plan.WorkStage;
import org.heredity.pipeline.plan.WorkStage.Kind;
import org.heredity.pipeline.progress.SuiteListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForecastTest {
  private static final double FAST = 1e12;

  @TempDir Path folder;

  /** Checks take 1 s, a set 10, students 6 each, evaluations 2. */
  private static Forecast forecast(Long... seeds) {
    SuiteConfig config = SmallSuite.suite(List.of("tune"), List.of("push"), seeds);
    WorkPlan plan = WorkPlan.of(config, AttackPlan.of(config.common().attacks(), Protocol.STRICT));
    List<Estimate> estimates = new ArrayList<>();
    for (WorkStage stage : plan.stages()) {
      double seconds =
          switch (stage.kind()) {
            case CHECKS, HEAD -> 1;
            case SET -> 10;
            case STUDENT -> 6;
            case EVALUATION -> 2;
          };
      estimates.add(new Estimate(seconds, Basis.STORE, 1, 100));
    }
    return new Forecast(plan, estimates);
  }

  @Test
  void oneWorkerTakesTheSumAndManyTheCriticalPath() {
    Forecast forecast = forecast(1L, 2L, 3L, 4L);
    assertEquals(43, forecast.seconds());
    assertEquals(12, forecast.criticalSeconds());
    assertEquals(
        List.of(Kind.SET, Kind.EVALUATION),
        forecast.criticalPath().stream().map(WorkStage::kind).toList());
    assertEquals(new Growth(1, 45, Bound.WORK), forecast.with(1, 2, FAST));
    assertEquals(new Growth(100, 14, Bound.CRITICAL_PATH), forecast.with(100, 2, FAST));
    // One makes the checks and then students: 1, 7, 13; the other the set: 10; then the rest.
    Growth two = forecast.with(2, 0, FAST);
    assertEquals(Bound.WORK, two.bound());
    assertTrue(two.seconds() >= 43 / 2.0 && two.seconds() <= 25, two::toString);
    assertEquals(Bound.STORE, forecast.with(100, 0, 10).bound());
    assertEquals(100, forecast.with(100, 0, 10).seconds());
  }

  @Test
  void aStoreTellsHowLongSuchWorkTook() {
    Path out = folder.resolve("out");
    SuiteConfig config = SmallSuite.suite(List.of("tune"), List.of("push"), 1L);
    SuiteRunner runner = SmallSuite.runner();
    Forecast before = runner.plan(config, out, BenchFigures.NONE, SuiteListener.SILENT);
    assertEquals(4, before.unknown());
    assertFalse(Files.exists(out), "nothing is written");
    runner.run(config, out, "", SuiteListener.SILENT);
    SuiteConfig larger = SmallSuite.suite(List.of("tune"), List.of("push"), 1L, 2L);
    Forecast after = runner.plan(larger, out, BenchFigures.NONE, SuiteListener.SILENT);
    assertEquals(6, after.estimates().size());
    assertEquals(0, after.unknown());
    assertTrue(after.estimates().stream().allMatch(one -> one.tensors() > 0));
    assertEquals(after.estimates().get(2).seconds(), after.estimates().get(4).seconds());
    assertTrue(after.estimates().get(2).seconds() > 0, "the student's own stage");
  }

  @Test
  void benchTellsOfWhatWasNeverRun() throws IOException {
    Path bench =
        Files.writeString(
            folder.resolve("bench"),
            """
            {"workload":"resnet18:32:64:infer","images_per_second":1000.0}
            {"workload":"resnet18:32:64:pgd","images_per_second":100.0}
            {"workload":"resnet18:32:64:train","images_per_second":50.0}
            """);
    SuiteConfig config = SmallSuite.suite(List.of("tune"), List.of("push"), 1L);
    Forecast forecast =
        SmallSuite.runner()
            .plan(config, folder.resolve("none"), BenchFigures.read(bench), SuiteListener.SILENT);
    assertEquals(0, forecast.unknown());
    Estimate set = forecast.estimates().get(1);
    assertEquals(Basis.BENCH, set.basis());
    assertTrue(set.seconds() >= 0.45, "45 images, at least one gradient each");
    Path empty = Files.writeString(folder.resolve("empty"), "no figures\n");
    UsageException e = assertThrows(UsageException.class, () -> BenchFigures.read(empty));
    assertTrue(e.getMessage().contains("expected the lines of 'heredity bench'"), e::getMessage);
  }
}
