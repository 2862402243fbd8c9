package org.heredity.baselines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.Network;
import org.heredity.engine.Trainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@Tag("slow")
class FeaturePenaltyTest {
  private static final double LAMBDA = 0.7;

  @Test
  void isLambdaTimesTheMeanSquaredDifferencesOfAllStages() {
    INDArray images = Formula.images(3, SmallWorld.SIDE, 1);
    try (FrozenNetwork teacher =
            FrozenNetwork.of(SmallWorld.teacher(1).spec(), SmallWorld.teacher(1).weights());
        FeaturePenalty penalty = FeaturePenalty.towards(SmallWorld.teacher(1), LAMBDA)) {
      penalty.begin(0, new Batch(images, new int[3], new int[] {0, 1, 2}));
      INDArray[] outputs = teacher.stages(images);
      double expected = 0;
      double[][] differences = new double[outputs.length][];
      for (int stage = 0; stage < outputs.length; stage++) {
        INDArray difference =
            Formula.values("stage" + stage + ".weight", outputs[stage].shape(), 5);
        differences[stage] = difference.data().asDouble();
        outputs[stage] = outputs[stage].add(difference);
        double squares = 0;
        for (double d : differences[stage]) {
          squares += d * d;
        }
        expected += LAMBDA * squares / differences[stage].length;
        penalty.forward(stage, outputs[stage]);
      }
      assertEquals(4, outputs.length);
      assertEquals(expected, penalty.value(), 1e-4 * expected);
      for (int stage = outputs.length - 1; stage >= 0; stage--) {
        // The gradient that comes from above stays, whatever dropout made of the output since.
        INDArray gradient = Nd4j.ones(DataType.FLOAT, outputs[stage].shape());
        penalty.backward(stage, null, gradient);
        double scale = 2 * LAMBDA / differences[stage].length;
        for (int i = 0; i < differences[stage].length; i += 7) {
          assertEquals(1 + scale * differences[stage][i], gradient.getDouble(i), 1e-5);
        }
      }
    }
  }

  @Test
  void aTrainingStepDescendsIt() {
    String name = "layer2.0.conv1.weight";
    double lr = 0.1;
    INDArray gradient = step(name, lr, 0).sub(step(name, lr, LAMBDA)).div(lr);
    double norm = gradient.norm2Number().doubleValue();
    double h = 1e-3;
    INDArray along = gradient.mul(h / norm);
    double slope = (value(name, along) - value(name, along.neg())) / (2 * h);
    assertTrue(norm > 0.1, "norm " + norm);
    assertEquals(norm, slope, 0.03 * norm);
  }

  private static Batch batch() {
    return new Batch(Formula.images(4, SmallWorld.SIDE, 1), new int[4], new int[] {0, 1, 2, 3});
  }

  /** The term in train mode, some weights of another network moved. */
  private static double value(String name, INDArray by) {
    StateDict weights = SmallWorld.teacher(2).weights();
    INDArray moved = weights.get(name).add(by);
    Batch batch = batch();
    try (FeaturePenalty penalty = FeaturePenalty.towards(SmallWorld.teacher(1), LAMBDA);
        Network network = Network.of(SmallWorld.teacher(2).spec(), weights.with(name, moved));
        Trainer trainer = new Trainer(network, new Trainer.Sgd(0, 0, 0, 0), List.of(penalty))) {
      penalty.begin(0, batch);
      trainer.track(batch.images());
      return penalty.value();
    }
  }

  /** Some weights after one step on cross-entropy and the term. */
  private static INDArray step(String name, double lr, double lambda) {
    Batch batch = batch();
    try (FeaturePenalty penalty = FeaturePenalty.towards(SmallWorld.teacher(1), lambda);
        Network network =
            Network.of(SmallWorld.teacher(2).spec(), SmallWorld.teacher(2).weights());
        Trainer trainer = new Trainer(network, new Trainer.Sgd(lr, lr, 0, 0), List.of(penalty))) {
      penalty.begin(0, batch);
      trainer.step(batch.images(), Nd4j.valueArrayOf(new long[] {4, 5}, 0.2, DataType.FLOAT));
      return network.stateDict().get(name);
    }
  }
}
