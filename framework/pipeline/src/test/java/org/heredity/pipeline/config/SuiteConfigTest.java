package org.heredity.pipeline.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.heredity.api.Protocol;
import org.heredity.api.config.UsageException;
import org.junit.jupiter.api.Test;

class SuiteConfigTest {
  private static final List<TargetConfig> TARGETS = List.of(TargetConfig.at("a", Path.of("a.zip")));
  private static final List<MethodConfig> METHODS =
      List.of(MethodConfig.of("seam"), MethodConfig.of("remos"));

  private static SuiteConfig suite(
      String name, List<MethodConfig> methods, List<Long> seeds, double trainingScale) {
    return new SuiteConfig(
        name,
        Protocol.STRICT,
        TeacherConfig.file("resnet18", Path.of("t.pth"), 32),
        TARGETS,
        methods,
        List.of(AttackConfig.of("penultimate-pgd")),
        seeds,
        trainingScale,
        SuiteConfig.BATCH_SIZE,
        0,
        SuiteConfig.GALLERY_IMAGES);
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
    assertTrue(
        refusal(
                () ->
                    suite(
                        "s",
                        List.of(MethodConfig.of("seam"), MethodConfig.of("seam")),
                        List.of(1L),
                        1))
            .contains("'seam' twice"));
    assertTrue(
        refusal(() -> TeacherConfig.file("resnet18", null, 32)).contains("teacher.checkpoint"));
  }
}
