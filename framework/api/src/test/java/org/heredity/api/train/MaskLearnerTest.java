package org.heredity.api.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.LiveWeights;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MaskLearnerTest {
  @Test
  void isOverOnceTheShareRemovedReachesTheThreshold() {
    assertFalse(MaskLearner.evaluation(0.9, 0.1, 0.41, 0.6).enough());
    assertTrue(MaskLearner.evaluation(0.1, 0.9, 0.375, 0.625).enough());
  }

  @Test
  void isChosenByAccuracyMinusShareRetained() {
    Evaluation evaluation = MaskLearner.evaluation(0.75, 0.625, 0.5, 0.6);
    assertEquals(0.25, evaluation.score());
    assertEquals(0.625, evaluation.weightsRetained(), "of all");
  }

  @Test
  void weightsThatOnlyEverMeetPaddingDoNotCount() {
    NetworkSpec spec = new NetworkSpec(Architectures.resnet18(), 8, 5, 32);
    StateDict weights;
    try (Network network = Network.create(spec, Randomness.of(1))) {
      weights = network.stateDict();
    }
    Map<String, INDArray> mask = new LinkedHashMap<>();
    LiveWeights.positions(spec)
        .forEach(
            (name, live) -> {
              long[] shape = weights.get(name).shape();
              mask.put(name, Nd4j.ones(DataType.FLOAT, shape).muli(live));
            });
    assertEquals(1, new RetainedShare(spec, true).of(mask), "all that live are retained");
    mask.computeIfPresent("layer4.1.conv2.weight", (name, all) -> all.mul(0));
    double live = 0;
    for (INDArray kept : mask.values()) {
      live += kept.sumNumber().doubleValue();
    }
    double removed = 64 * 64;
    assertEquals(live / (live + removed), new RetainedShare(spec, true).of(mask), 1e-9);
  }
}
