package org.heredity.baselines;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.api.method.ConvolutionWeights;
import org.heredity.checkpoint.StateDict;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class MagnitudePruningTest {
  private static final double RATIO = 0.8;

  private static ConvolutionWeights weights(int perConvolution) {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    long[] shape = {perConvolution / 10, 10, 1, 1};
    tensors.put("b.weight", Formula.values("b.weight", shape, 3));
    tensors.put("b.bias", Formula.values("b.bias", new long[] {10}, 3));
    tensors.put("a.weight", Formula.values("a.weight", shape, 3).muli(0.1));
    return ConvolutionWeights.of(StateDict.of(tensors));
  }

  @Test
  void removesTheSmallestOverAllConvolutionsTogether() {
    ConvolutionWeights weights = weights(500);
    Map<String, INDArray> mask = MagnitudePruning.mask(weights, RATIO).asMap();
    double least = Double.POSITIVE_INFINITY;
    double greatest = 0;
    int kept = 0;
    for (String name : mask.keySet()) {
      float[] values = weights.asMap().get(name).dup('c').data().asFloat();
      float[] keep = mask.get(name).data().asFloat();
      for (int i = 0; i < values.length; i++) {
        if (keep[i] == 1) {
          least = Math.min(least, Math.abs(values[i]));
          kept++;
        } else {
          greatest = Math.max(greatest, Math.abs(values[i]));
        }
      }
    }
    // The weight at position int(1000 * 0.8) goes too, as in the published code.
    assertEquals(199, kept);
    assertEquals(true, greatest < least, greatest + " < " + least);
    assertEquals(0, mask.get("a.weight").sumNumber().intValue(), "a's weights are ten times less");
  }
}
