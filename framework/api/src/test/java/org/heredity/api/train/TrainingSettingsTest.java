package org.heredity.api.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.heredity.api.Protocol;
import org.heredity.api.config.Settings;
import org.heredity.api.config.UsageException;
import org.junit.jupiter.api.Test;

class TrainingSettingsTest {
  @Test
  void theTrainingScaleMultipliesIterations() {
    TrainingLength length = TrainingLength.published(30_000, Optional.empty(), 0.02, 80, 30);
    assertEquals(600, length.steps());
    assertEquals(80, length.evaluateEvery(), "once an epoch");
    assertEquals(30, length.patience());
  }

  @Test
  void theTrainingScaleMultipliesEpochs() {
    TrainingLength length = TrainingLength.published(30_000, Optional.of(300), 0.5, 7, 0);
    assertEquals(150 * 7, length.steps());
    assertEquals(11, length.evaluateEvery(), "at most 100 times");
  }

  @Test
  void aTinyTrainingScaleTrainsOneStepAndAnEpochOfManyIsEvaluatedWithinIt() {
    assertEquals(1, TrainingLength.published(100, Optional.empty(), 1e-9, 7, 0).steps());
    assertEquals(100, TrainingLength.published(3000, Optional.empty(), 1, 700, 0).evaluateEvery());
  }

  @Test
  void shortEpochsAreNotEvaluatedOneByOne() {
    assertEquals(10, TrainingLength.published(300, Optional.empty(), 1, 3, 0).evaluateEvery());
  }

  @Test
  void aTrainingScaleOfTooManyStepsIsRefused() {
    Exception e =
        assertThrows(
            UsageException.class,
            () -> TrainingLength.published(2_000_000_000, Optional.empty(), 5, 7, 0));
    assertTrue(e.getMessage().contains("training-scale 5.0"), e.getMessage());
  }

  @Test
  void thePaperProtocolLooksAfterEveryEpochAndKeepsTheLastWithoutStoppingEarly() {
    TrainingSettings settings = Settings.bind(TrainingSettings.class, Map.of(), "fine-tune");
    assertEquals(
        new TrainingLength(30_000, 7, 0, Select.LAST), settings.length(Protocol.PAPER, 1, 7));
    assertEquals(
        new TrainingLength(30_000, 300, 30, Select.BEST), settings.length(Protocol.STRICT, 1, 7));
    TrainingSettings chosen =
        Settings.bind(TrainingSettings.class, Map.of("select", "best"), "fine-tune");
    assertEquals(
        new TrainingLength(30_000, 700, 30, Select.BEST), chosen.length(Protocol.PAPER, 1, 700));
    TrainingSettings last =
        Settings.bind(TrainingSettings.class, Map.of("select", "last"), "fine-tune");
    assertEquals(0, last.length(Protocol.STRICT, 1, 7).patience());
    assertThrows(
        UsageException.class,
        () -> Settings.bind(TrainingSettings.class, Map.of("select", "first"), "fine-tune"));
  }

  @Test
  void schedulesAreTheirFormulas() {
    assertEquals(1, Schedule.CONSTANT.factor(77, 100));
    assertEquals(1, Schedule.COSINE.factor(0, 100));
    assertEquals(0.5, Schedule.COSINE.factor(50, 100), 1e-15);
    assertEquals((1 + Math.cos(Math.PI * 0.99)) / 2, Schedule.COSINE.factor(99, 100), 1e-15);
    assertEquals(1, Schedule.STEP.factor(49, 100));
    assertEquals(0.1, Schedule.STEP.factor(50, 100));
    assertEquals(0.1, Schedule.STEP.factor(74, 100));
    assertEquals(0.01, Schedule.STEP.factor(75, 100));
  }

  @Test
  void smoothedLabelsAreADistribution() {
    assertArrayEquals(
        new float[] {0.02f, 0.92f, 0.02f, 0.02f, 0.02f, 0.92f, 0.02f, 0.02f, 0.02f, 0.02f},
        SupervisedLearner.smoothed(new int[] {1, 0}, 5, 0.1),
        1e-7f);
    assertArrayEquals(new float[] {0, 1}, SupervisedLearner.smoothed(new int[] {1}, 2, 0));
  }

  @Test
  void optimisationRefusesWhatCannotBe() {
    for (double wrong : new double[] {1, -0.1, Double.NaN}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new Optimisation(0.1, 10, wrong, 0, 0, Schedule.CONSTANT));
      assertThrows(
          IllegalArgumentException.class,
          () -> new Optimisation(0.1, 10, 0, 0, wrong, Schedule.CONSTANT));
    }
    assertThrows(
        IllegalArgumentException.class, () -> new Optimisation(-1, 10, 0, 0, 0, Schedule.CONSTANT));
  }
}
