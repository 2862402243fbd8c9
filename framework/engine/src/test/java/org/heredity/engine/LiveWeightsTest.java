package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class LiveWeightsTest {
  private static NetworkSpec spec(int side) {
    return new NetworkSpec(Architectures.resnet18(), 8, 3, side);
  }

  @Test
  void onlyTheMiddleOfAKernelMeetsASinglePixel() {
    Map<String, INDArray> positions = LiveWeights.positions(spec(32));
    assertArrayEquals(
        new float[] {0, 0, 0, 0, 1, 0, 0, 0, 0},
        positions.get("layer4.1.conv2.weight").data().asFloat());
    assertArrayEquals(
        new float[] {0, 0, 0, 0, 1, 1, 0, 1, 1},
        positions.get("layer4.0.conv1.weight").data().asFloat(),
        "stride 2 on 2 x 2");
    assertEquals(9, positions.get("layer3.1.conv2.weight").sumNumber().intValue());
  }

  @Test
  void everyWeightOfALargerImageIsLive() {
    LiveWeights.positions(spec(64))
        .forEach((name, live) -> assertEquals(live.length(), live.sumNumber().intValue(), name));
  }

  @Test
  void whatIsNotLiveHasNoInfluence() {
    NetworkSpec spec = spec(32);
    StateDict weights;
    try (Network network = Network.create(spec, Randomness.of(1))) {
      weights = network.stateDict();
    }
    Map<String, INDArray> without = new LinkedHashMap<>(weights.asMap());
    Map<String, INDArray> onlyDead = new LinkedHashMap<>(weights.asMap());
    LiveWeights.positions(spec)
        .forEach(
            (name, live) -> {
              without.put(name, weights.get(name).mul(live));
              onlyDead.put(name, weights.get(name).mul(live.rsub(1)));
            });
    INDArray images = Formula.images(2, 32, 1);
    try (FrozenNetwork whole = FrozenNetwork.of(spec, weights);
        FrozenNetwork live = FrozenNetwork.of(spec, StateDict.of(without));
        FrozenNetwork dead = FrozenNetwork.of(spec, StateDict.of(onlyDead))) {
      INDArray expected = whole.logits(images);
      assertTrue(expected.sub(live.logits(images)).amaxNumber().doubleValue() < 1e-5);
      assertTrue(expected.sub(dead.logits(images)).amaxNumber().doubleValue() > 1e-3);
    }
  }
}
