package org.heredity.api.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.data.ImageSource;
import org.heredity.data.Preprocessing;
import org.heredity.data.Randomness;
import org.heredity.data.RgbImage;
import org.heredity.engine.memory.NonFiniteException;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class TrainingLoopTest {
  private static final int SIDE = 8;

  /** Folds every batch it sees into one number, so that any difference in what came shows. */
  private static class Folding implements Learner {
    private final IntFunction<Evaluation> evaluate;
    private final double nanAt;
    final List<int[]> seen = new ArrayList<>();
    private double value = 1;
    private int steps;

    Folding(IntFunction<Evaluation> evaluate, int nanAt) {
      this.evaluate = evaluate;
      this.nanAt = nanAt;
    }

    @Override
    public double step(int step, Batch batch) {
      assertEquals(steps, step);
      seen.add(batch.indices());
      for (float pixel : batch.images().dup().data().asFloat()) {
        value = value * 1.0001 + pixel;
      }
      steps++;
      return step == nanAt ? Double.NaN : Math.sin(value);
    }

    @Override
    public Evaluation evaluate() {
      return evaluate.apply(steps);
    }

    @Override
    public StateDict learned() {
      return StateDict.of(Map.of("value", Nd4j.createFromArray(new double[] {value, steps})));
    }

    @Override
    public StateDict state() {
      return learned();
    }

    @Override
    public void restore(StateDict state) {
      value = state.get("value").getDouble(0);
      steps = (int) state.get("value").getDouble(1);
    }

    @Override
    public void close() {}
  }

  private static ImageSource images(int n) {
    return new ImageSource() {
      @Override
      public int size() {
        return n;
      }

      @Override
      public String id(int index) {
        return "image-" + index;
      }

      @Override
      public int label(int index) {
        return index % 2;
      }

      @Override
      public RgbImage read(int index) {
        byte[] rgb = new byte[SIDE * SIDE * 3];
        for (int i = 0; i < rgb.length; i++) {
          rgb[i] = (byte) Randomness.of(index).bits(i);
        }
        return new RgbImage(SIDE, SIDE, rgb);
      }
    };
  }

  private static TrainingLoop loop(int images, int batch, TrainingLength length) {
    Preprocessing preprocessing = new Preprocessing(SIDE, Preprocessing.Resize.AUTO);
    return new TrainingLoop(
        "tune", length, new TrainingImages(images(images), preprocessing, batch, Randomness.of(5)));
  }

  private static double steps(StateDict result) {
    return result.get("value").getDouble(1);
  }

  private static Evaluation scored(double score) {
    return Evaluation.byAccuracy(score);
  }

  @Test
  void keepsTheBestAndTheLaterOfEquals() {
    double[] scores = {0.1, 0.5, 0.5, 0.4, 0.3};
    TrainingLoop loop = loop(6, 2, new TrainingLength(10, 2, 0, Select.BEST));
    Folding learner = new Folding(n -> scored(scores[n / 2 - 1]), -1);
    assertEquals(6, steps(loop.run(learner, RecordingProgress.undisturbed())));
    assertEquals(10, learner.steps);
  }

  @Test
  void stopsWhenItsPatienceIsOver() {
    double[] scores = {0.1, 0.5, 0.4, 0.3, 0.9};
    TrainingLoop loop = loop(6, 2, new TrainingLength(5, 1, 2, Select.BEST));
    Folding learner = new Folding(n -> scored(scores[n - 1]), -1);
    RecordingProgress progress = RecordingProgress.undisturbed();
    assertEquals(2, steps(loop.run(learner, progress)));
    assertEquals(4, learner.steps, "0.9 would have come next");
    assertEquals(List.of(1, 2, 3, 4), progress.points.stream().map(p -> p.step()).toList());
  }

  @Test
  void stopsWhenItIsEnoughAndTakesThatEvenIfItScoresLess() {
    TrainingLoop loop = loop(6, 2, new TrainingLength(9, 1, 0, Select.BEST));
    Folding learner = new Folding(n -> new Evaluation(0, 0.4, -n, n == 4), -1);
    assertEquals(4, steps(loop.run(learner, RecordingProgress.undisturbed())));
    assertEquals(4, learner.steps);
  }

  @Test
  void judgesTheLastStepAndTakesTheLastWhereNothingCanBeTold() {
    TrainingLoop loop = loop(6, 2, new TrainingLength(5, 3, 1, Select.BEST));
    RecordingProgress progress = RecordingProgress.undisturbed();
    Folding learner = new Folding(n -> Evaluation.byAccuracy(Double.NaN), -1);
    assertEquals(5, steps(loop.run(learner, progress)));
    assertEquals(List.of(3, 5), progress.points.stream().map(p -> p.step()).toList());
  }

  @Test
  void withoutSelectionTheLastIsTheProduct() {
    TrainingLoop loop = loop(6, 2, new TrainingLength(4, 1, 0, Select.LAST));
    Folding learner = new Folding(n -> scored(-n), -1);
    assertEquals(4, steps(loop.run(learner, RecordingProgress.undisturbed())));
  }

  @Test
  void whereOnlyMoreIsAGainTheEarlierOfEqualsStaysAndPatienceRunsOut() {
    double[] scores = {0.1, 0.5, 0.5, 0.5, 0.9};
    TrainingLoop loop = loop(6, 2, new TrainingLength(5, 1, 2, Select.BEST));
    Folding learner =
        new Folding(n -> scored(scores[n - 1]), -1) {
          @Override
          public boolean prefersLater() {
            return false;
          }
        };
    assertEquals(2, steps(loop.run(learner, RecordingProgress.undisturbed())));
    TrainingLoop last = loop(6, 2, new TrainingLength(5, 1, 2, Select.LAST));
    Folding other = new Folding(n -> scored(-n), -1);
    assertEquals(3, steps(last.run(other, RecordingProgress.undisturbed())), "stopped, the last");
  }

  @Test
  void pointsCarryTheMeanLossSinceTheLast() {
    TrainingLoop loop = loop(6, 2, new TrainingLength(4, 2, 0, Select.BEST));
    List<Double> losses = new ArrayList<>();
    Folding learner =
        new Folding(n -> scored(0), -1) {
          @Override
          public double step(int step, Batch batch) {
            double loss = super.step(step, batch);
            losses.add(loss);
            return loss;
          }
        };
    RecordingProgress progress = RecordingProgress.undisturbed();
    loop.run(learner, progress);
    assertEquals((losses.get(0) + losses.get(1)) / 2, progress.points.get(0).loss(), 1e-12);
    assertEquals((losses.get(2) + losses.get(3)) / 2, progress.points.get(1).loss(), 1e-12);
  }

  @Test
  void everyEpochHasEveryImageOnceButForASingleLeftOver() {
    TrainingLoop loop = loop(7, 3, new TrainingLength(4, 1, 0, Select.BEST));
    Folding learner = new Folding(n -> scored(0), -1);
    loop.run(learner, RecordingProgress.undisturbed());
    assertEquals(2, loop.images().stepsPerEpoch());
    for (int epoch = 0; epoch < 2; epoch++) {
      Set<Integer> indices = new TreeSet<>();
      for (int[] batch : learner.seen.subList(2 * epoch, 2 * epoch + 2)) {
        assertEquals(3, batch.length);
        for (int index : batch) {
          assertTrue(indices.add(index));
        }
      }
    }
  }

  @Test
  void aResumedRunIsTheSameBitForBitWhereverItWasCut() {
    double[] scores = {0.1, 0.5, 0.2, 0.4, 0.3, 0.2, 0.6, 0.1};
    TrainingLoop loop = loop(7, 3, new TrainingLength(16, 2, 4, Select.BEST));
    IntFunction<Evaluation> evaluate = n -> scored(scores[n / 2 - 1]);
    RecordingProgress whole = RecordingProgress.undisturbed();
    String expected = loop.run(new Folding(evaluate, -1), whole).digest();
    for (int cut = 1; cut < 12; cut++) {
      RecordingProgress first = new RecordingProgress(null, cut);
      assertThrows(
          RecordingProgress.Killed.class, () -> loop.run(new Folding(evaluate, -1), first));
      RecordingProgress second = new RecordingProgress(first.saved, Integer.MAX_VALUE);
      assertEquals(expected, loop.run(new Folding(evaluate, -1), second).digest(), "cut " + cut);
      assertEquals(whole.points, second.points, "cut " + cut);
    }
  }

  @Test
  void aLossThatIsNoNumberEndsIt() {
    TrainingLoop loop = loop(6, 2, new TrainingLength(9, 1, 0, Select.BEST));
    Exception e =
        assertThrows(
            TrainingException.class,
            () -> loop.run(new Folding(n -> scored(0), 3), RecordingProgress.undisturbed()));
    assertTrue(e.getMessage().contains("NaN at step 3 of stage 'tune'"), e.getMessage());
    assertTrue(e.getMessage().contains("lower lr"), e.getMessage());
  }

  @Test
  void aNetworkWithValuesThatAreNoNumbersEndsIt() {
    TrainingLoop loop = loop(6, 2, new TrainingLength(9, 1, 0, Select.BEST));
    Folding learner =
        new Folding(n -> scored(0), -1) {
          @Override
          public double step(int step, Batch batch) {
            if (step == 3) {
              throw new NonFiniteException("no finite numbers at batch norm 'bn1'");
            }
            return super.step(step, batch);
          }
        };
    Exception e =
        assertThrows(
            TrainingException.class, () -> loop.run(learner, RecordingProgress.undisturbed()));
    assertTrue(
        e.getMessage().contains("became no finite numbers at batch norm 'bn1' at step 3 of stage"),
        e.getMessage());
    assertTrue(e.getMessage().contains("lower lr"), e.getMessage());
  }
}
