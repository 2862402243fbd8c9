package org.heredity.api.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ConvolutionWeightsTest {
  private static final NetworkSpec SPEC = new NetworkSpec(Architectures.resnet18(), 8, 5, 32);

  private static StateDict two() {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    tensors.put("b.weight", Nd4j.create(new float[] {5, -1}, new long[] {1, 2, 1, 1}, 'c'));
    tensors.put("b.bias", Nd4j.createFromArray(7f));
    tensors.put("a.weight", Nd4j.create(new float[] {-2, 3}, new long[] {2, 1, 1, 1}, 'c'));
    tensors.put("fc.weight", Nd4j.create(new float[] {1, 2, 3, 4}, new long[] {2, 2}, 'c'));
    return StateDict.of(tensors);
  }

  @Test
  void areTheTensorsOfFourDimensionsAsOneSequence() {
    ConvolutionWeights weights = ConvolutionWeights.of(two());
    assertEquals(List.of("b.weight", "a.weight"), List.copyOf(weights.asMap().keySet()));
    assertEquals(4, weights.count());
    assertArrayEquals(new float[] {5, 1, 2, 3}, weights.magnitudes());
  }

  @Test
  void theTeachersAreInModuleOrderWhateverItsFile() {
    StateDict weights;
    try (Network network = Network.create(SPEC, Randomness.of(1))) {
      weights = network.stateDict();
    }
    List<String> names = new ArrayList<>(weights.names());
    Collections.reverse(names);
    Map<String, INDArray> reversed = new LinkedHashMap<>();
    names.forEach(name -> reversed.put(name, weights.get(name)));
    Teacher teacher = new Teacher(SPEC, StateDict.of(reversed), weights.digest(), "drawn");
    assertEquals(
        List.copyOf(ConvolutionWeights.of(weights).asMap().keySet()),
        List.copyOf(ConvolutionWeights.of(teacher).asMap().keySet()));
  }

  @Test
  void theLowestScoresGoAndWhatEqualsThem() {
    ConvolutionWeights weights = ConvolutionWeights.of(two());
    StateDict mask = weights.maskLowest(weights.magnitudes(), 0.25);
    assertArrayEquals(new float[] {1, 0}, mask.get("b.weight").data().asFloat());
    assertArrayEquals(new float[] {0, 1}, mask.get("a.weight").data().asFloat());
    assertArrayEquals(new long[] {2, 1, 1, 1}, mask.get("a.weight").shape());
    StateDict equal = weights.maskLowest(new int[] {3, 3, 3, 4}, 0);
    assertArrayEquals(new float[] {0, 0}, equal.get("b.weight").data().asFloat());
    assertArrayEquals(new float[] {0, 1}, equal.get("a.weight").data().asFloat());
  }

  @Test
  void everyWeightNeedsAScore() {
    ConvolutionWeights weights = ConvolutionWeights.of(two());
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> weights.maskLowest(new float[] {1, 2, 3}, 0.5));
    assertTrue(e.getMessage().contains("each of 4 convolution weights, got 3"), e.getMessage());
  }

  @Test
  void maskingZeroesTheTeachersWeightsAndNothingElse() {
    StateDict weights = two();
    Teacher teacher = new Teacher(SPEC, weights, weights.digest(), "written");
    ConvolutionWeights convolutions = ConvolutionWeights.of(weights);
    StateDict masked =
        teacher.masked(convolutions.maskLowest(convolutions.magnitudes(), 0.25).asMap());
    assertArrayEquals(new float[] {5, 0}, masked.get("b.weight").data().asFloat(), 1e-9f);
    assertArrayEquals(new float[] {0, 3}, masked.get("a.weight").data().asFloat(), 1e-9f);
    assertEquals(weights.get("b.bias"), masked.get("b.bias"));
    assertArrayEquals(new float[] {5, -1}, weights.get("b.weight").data().asFloat(), "untouched");
  }
}
