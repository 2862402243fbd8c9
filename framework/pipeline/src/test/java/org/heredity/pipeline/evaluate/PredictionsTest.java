package org.heredity.pipeline.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.heredity.api.Protocol;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.LayerWeights;
import org.heredity.api.result.MemberResult;
import org.heredity.api.train.TrainingException;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.DataException;
import org.heredity.pipeline.attack.AdversarialSet;
import org.heredity.pipeline.attack.AttackPlan;
import org.heredity.pipeline.attack.Fixtures;
import org.heredity.pipeline.attack.PlannedAttack;
import org.heredity.pipeline.attack.SetMaker;
import org.heredity.pipeline.attack.SetMakerTest;
import org.heredity.pipeline.attack.Surrogate;
import org.heredity.pipeline.cache.Cache;
import org.heredity.pipeline.config.AttackConfig;
import org.heredity.pipeline.input.TargetWork;
import org.heredity.pipeline.progress.SuiteListener;
import org.heredity.pipeline.student.Distance;
import org.heredity.pipeline.student.StudentMaker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PredictionsTest {
  private static final int IMAGES = 200;

  /** Bright images are class 1. */
  private static final class Brightness implements Predictions.Classifier {
    @Override
    public INDArray logits(INDArray images) {
      INDArray mean = images.mean(1, 2, 3);
      return Nd4j.stack(1, mean.neg(), mean);
    }

    @Override
    public void close() {}
  }

  /** Darkens everything by the whole budget, which here is half of the range. */
  private static class Darkener implements Surrogate {
    @Override
    public void perturb(ThreatModel threat, AttackBatch batch) {
      batch.adversarial().subi(100);
      threat.ball().project(batch.clean(), batch.adversarial());
    }

    @Override
    public int[] classes(INDArray images) {
      return new Brightness().logits(images).argMax(1).toIntVector();
    }

    @Override
    public double objective(INDArray images, int[] labels) {
      return Double.NaN;
    }

    @Override
    public double zeroGradients(INDArray images, int[] labels) {
      return 0;
    }

    @Override
    public boolean unchanged() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static AdversarialSet set(Cache cache, TargetWork target) {
    return set(cache, target, Darkener::new);
  }

  private static AdversarialSet set(Cache cache, TargetWork target, Supplier<Surrogate> surrogate) {
    PlannedAttack<SetMakerTest.None> attack =
        PlannedAttack.of(
                "dark",
                new AttackConfig<>("dark", new SetMakerTest.Named(), new SetMakerTest.None()),
                Protocol.STRICT)
            .withEpsilon(0.5);
    return new SetMaker(cache, Fixtures.teacher(), 1)
        .make(target, attack, "", () -> StateDict.of(Map.of()), surrogate);
  }

  @Test
  void everythingIsEvaluatedInOnePassAndCached(@TempDir Path root) {
    Cache cache = Cache.in(root, SuiteListener.SILENT, Duration.ofHours(1));
    TargetWork target = Fixtures.target(20, IMAGES);
    AdversarialSet set = set(cache, target);
    assertEquals(0.5, set.result().teacherFoolingRate(), 1e-12, "the bright half goes dark");
    assertTrue(set.result().teacherNoiseRate() < 0.1);
    Predictions.Task task = new Predictions.Task(cache, target, List.of(set), 1, 1, "test", "");
    Predictions first = task.run("student", Brightness::new);
    assertEquals(1, first.adversarial(0).acc());
    assertEquals(0.5, first.adversarial(0).dir());
    assertEquals(0.5, first.rounded(List.of(0)).dir());
    assertTrue(first.noise(List.of(0)).dir() < 0.1, "noise moves the mean of an image little");
    Predictions again =
        task.run(
            "student",
            () -> {
              throw new AssertionError("the predictions are there already");
            });
    assertArrayEquals(first.clean(), again.clean());
    assertArrayEquals(first.sets().get(0).noise(), again.sets().get(0).noise());

    StudentMaker.Log log =
        new StudentMaker.Log(
            "digest",
            List.of(),
            List.of(),
            new Distance(List.of(new LayerWeights("conv1", 3, 4, 0.5)), 0.25));
    CellResult cell =
        cells(target, set)
            .of(new Cells.Subject("m", 3, "digest", log, "students/x"), DARK, again, List.of());
    assertEquals(IMAGES / 2, cell.dirNumerator());
    assertEquals(IMAGES, cell.dirDenominator());
    assertEquals(0.5, cell.adversarialError());
    assertEquals(0.75, cell.weightsKept());
    assertEquals(0.25, cell.moved());
    assertTrue(cell.dirInterval().low() < 0.5 && cell.dirInterval().high() > 0.5);
    assertEquals(0, cell.perClass().get(0).inherited());
    assertEquals(IMAGES / 2, cell.perClass().get(1).inherited());
  }

  private static final AttackPlan.Judged DARK = new AttackPlan.Judged("dark", List.of("dark"));

  private static Cells cells(TargetWork target, AdversarialSet... sets) {
    return new Cells(target, List.of(DARK), List.of(sets), 1);
  }

  /** Two sets of four images; the first class is right. */
  @Test
  void anEnsembleCountsAnImageThatAnyMemberMisleads() {
    int[] labels = {0, 0, 0, 0, 1};
    int[] clean = {0, 0, 0, 1, 1};
    Predictions predictions =
        new Predictions(
            labels,
            clean,
            new Predictions.Statistics(0, 0),
            List.of(
                new Predictions.OnSet(
                    new int[] {1, 0, 0, 1, 1},
                    new int[] {0, 0, 0, 1, 1},
                    new int[] {0, 0, 0, 0, 1}),
                new Predictions.OnSet(
                    new int[] {1, 1, 0, 0, 1},
                    new int[] {0, 1, 0, 0, 1},
                    new int[] {0, 0, 1, 0, 1})),
            1);
    assertEquals(2, predictions.adversarial(List.of(0, 1)).inherited(), "of 4 that are right");
    assertEquals(3 / 5.0, predictions.adversarial(List.of(0, 1)).error());
    assertEquals(0.25, predictions.rounded(List.of(0, 1)).dir());
    assertEquals(0.25, predictions.noise(List.of(0, 1)).dir(), "the worst of two draws");
    List<MemberResult> members = Cells.members(List.of("a", "b"), List.of(0, 1), predictions);
    assertEquals(List.of(new MemberResult("a", 1, 1, 0), new MemberResult("b", 2, 1, 1)), members);
  }

  /** Says infinity of the third image of a batch. */
  private static Predictions.Classifier overflowing() {
    return new Predictions.Classifier() {
      @Override
      public INDArray logits(INDArray images) {
        INDArray logits = new Brightness().logits(images);
        logits.putScalar(2, 1, Double.POSITIVE_INFINITY);
        return logits;
      }

      @Override
      public void close() {}
    };
  }

  @Test
  void logitsThatAreNoNumbersGiveNoPredictions(@TempDir Path root) {
    Cache cache = Cache.in(root, SuiteListener.SILENT, Duration.ofHours(1));
    TargetWork target = Fixtures.target(20, IMAGES);
    List<AdversarialSet> sets = List.of(set(cache, target));
    String what =
        "the logits of the clean images are not finite numbers for 1 of 128 images, such as '"
            + target.test().id(2)
            + "'";
    CheckpointException brought =
        assertThrows(
            CheckpointException.class,
            () ->
                new Predictions.Task(cache, target, sets, 1, 1, "test", "s.pth")
                    .run("student", PredictionsTest::overflowing));
    assertTrue(brought.getMessage().startsWith("s.pth: " + what), brought.getMessage());
    assertFalse(brought.getMessage().contains("learning rate"), brought.getMessage());
    TrainingException trained =
        assertThrows(
            TrainingException.class,
            () ->
                new Predictions.Task(cache, target, sets, 1, 1, "test", "")
                    .run("student", PredictionsTest::overflowing));
    assertTrue(trained.getMessage().startsWith(what), trained.getMessage());
    assertTrue(trained.getMessage().contains("lower the learning rate"), trained.getMessage());
  }

  @Test
  void anAttackThatMakesNoNumbersMakesNoSet(@TempDir Path root) {
    Cache cache = Cache.in(root, SuiteListener.SILENT, Duration.ofHours(1));
    TargetWork target = Fixtures.target(20, IMAGES);
    DataException error =
        assertThrows(
            DataException.class,
            () ->
                set(
                    cache,
                    target,
                    () ->
                        new Darkener() {
                          @Override
                          public void perturb(ThreatModel threat, AttackBatch batch) {
                            batch.adversarial().putScalar(new int[] {1, 2, 3, 4}, Double.NaN);
                          }
                        }));
    assertEquals(
        "the attack made images that are not finite numbers for 1 of 128 images, such as '"
            + target.test().id(1)
            + "'",
        error.getMessage());
  }
}
