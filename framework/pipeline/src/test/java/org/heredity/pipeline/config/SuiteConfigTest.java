package org.heredity.pipeline.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.heredity.api.Protocol;
import org.heredity.api.config.UsageException;
import org.junit.jupiter.api.Test;

class SuiteConfigTest {
  private static final List<TargetConfig> TARGETS = List.of(TargetConfig.at("a", Path.of("a.zip")));
  private static final List<MethodConfig<?>> METHODS = List.of(method("seam"), method("remos"));

  private static MethodConfig<?> method(String name) {
    return MethodConfig.of(new SuiteFileTest.Method<>(name, SuiteFileTest.None.class, Map.of()));
  }

  private static SuiteConfig suite(
      String name, List<MethodConfig<?>> methods, List<Long> seeds, double trainingScale) {
    return suite(name, methods, seeds, trainingScale, 64);
  }

  private static SuiteConfig suite(
      String name,
      List<MethodConfig<?>> methods,
      List<Long> seeds,
      double trainingScale,
      int batchSize) {
    AttackConfig<?> attack =
        AttackConfig.of(new SuiteFileTest.Pgd("pgd", SuiteFileTest.None.class), Map.of());
    TeacherConfig teacher = TeacherConfig.file("resnet18", Path.of("t.pth"), 32);
    return new SuiteConfig(
        name,
        new CommonConfig(
            Protocol.STRICT, teacher, List.of(), List.of(attack), List.of(), 0, 0, batchSize, 0, 6),
        TARGETS,
        methods,
        seeds,
        trainingScale);
  }

  private static String refusal(Runnable making) {
    return assertThrows(UsageException.class, making::run).getMessage();
  }

  @Test
  void aSoundSuiteIsTaken() {
    assertEquals(6, suite("s", METHODS, List.of(1L, 2L, 3L), 0.02).students());
  }

  @Test
  void whatCannotBeIsRefusedWithItsValue() {
    assertTrue(refusal(() -> suite("../x", METHODS, List.of(1L), 1)).contains("got '../x'"));
    assertTrue(refusal(() -> suite("s", List.of(), List.of(1L), 1)).contains("methods"));
    assertTrue(refusal(() -> suite("s", METHODS, List.of(1L, 1L), 1)).contains("'1' twice"));
    assertTrue(refusal(() -> suite("s", METHODS, List.of(1L), 0)).contains("got 0.0"));
    assertTrue(refusal(() -> suite("s", METHODS, List.of(1L), Double.NaN)).contains("got NaN"));
    assertEquals(
        "option 'batch-size': expected a whole number, 2 to 65536, got 1; change it, or leave it"
            + " out for the default 64",
        refusal(() -> suite("s", METHODS, List.of(1L), 1, 1)));
    assertTrue(
        refusal(() -> suite("s", List.of(method("seam"), method("seam")), List.of(1L), 1))
            .contains("'seam' twice"));
    assertTrue(
        refusal(() -> TeacherConfig.file("resnet18", null, 32)).contains("teacher.checkpoint"));
  }
}
