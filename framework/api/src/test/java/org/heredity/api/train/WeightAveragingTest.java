package org.heredity.api.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class WeightAveragingTest {
  /** After step n its weight is n squared and its statistic n. */
  private static final class Squares implements Learner {
    private int steps;

    @Override
    public double step(int step, Batch batch) {
      steps = step + 1;
      return 0;
    }

    @Override
    public Evaluation evaluate() {
      return Evaluation.byAccuracy(steps);
    }

    @Override
    public StateDict learned() {
      return StateDict.of(
          Map.of(
              "conv1.weight", Nd4j.createFromArray((float) steps * steps),
              "bn1.running_mean", Nd4j.createFromArray((float) steps)));
    }

    @Override
    public StateDict state() {
      return StateDict.of(Map.of("steps", Nd4j.createFromArray(steps)));
    }

    @Override
    public void restore(StateDict state) {
      steps = state.get("steps").getInt(0);
    }

    @Override
    public void close() {}
  }

  private static float weight(WeightAveraging averaging) {
    return averaging.learned().get("conv1.weight").getFloat(0);
  }

  @Test
  void isTheMeanOfTheWeightsAfterEverySoManySteps() {
    WeightAveraging averaging = new WeightAveraging(new Squares(), 3);
    averaging.step(0, null);
    assertEquals(1, weight(averaging), "nothing to average yet");
    for (int step = 1; step < 11; step++) {
      averaging.step(step, null);
    }
    assertEquals(3, averaging.count());
    assertEquals((9 + 36 + 81) / 3f, weight(averaging), 1e-5f);
    assertArrayEquals(
        new float[] {11},
        averaging.learned().get("bn1.running_mean").toFloatVector(),
        "statistics are the latest");
  }

  @Test
  void goesOnFromItsState() {
    WeightAveraging whole = new WeightAveraging(new Squares(), 2);
    WeightAveraging first = new WeightAveraging(new Squares(), 2);
    for (int step = 0; step < 8; step++) {
      whole.step(step, null);
      if (step < 5) {
        first.step(step, null);
      }
    }
    WeightAveraging second = new WeightAveraging(new Squares(), 2);
    second.restore(first.state());
    for (int step = 5; step < 8; step++) {
      second.step(step, null);
    }
    assertEquals(whole.learned().digest(), second.learned().digest());
    assertEquals(whole.state().digest(), second.state().digest());
  }
}
