package org.heredity.baselines;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.heredity.api.method.ConvolutionWeights;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.NetworkSpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

class RemosProfileTest {
  @ParameterizedTest
  @MethodSource("org.heredity.baselines.RemosCase#all")
  @Tag("slow")
  void countsWhatPyTorchCounts(RemosCase c) {
    NetworkSpec spec = c.spec();
    StateDict weights = SmallWorld.formula(spec, c.seed());
    INDArray images = Formula.images(c.batch(), c.side(), c.seed());
    CoverageProfile profile = new CoverageProfile(0.5);
    try (FrozenNetwork network = FrozenNetwork.of(spec, weights)) {
      // In batches of 3 and less: the count does not depend on how the images come.
      for (int from = 0; from < c.batch(); from += 3) {
        int to = Math.min(c.batch(), from + 3);
        network.observe(images.get(NDArrayIndex.interval(from, to)).dup('c'), profile);
      }
    }
    List<ExpectedSlice> slices = c.expected();
    assertEquals(
        slices.stream().map(ExpectedSlice::weight).toList(),
        List.copyOf(ConvolutionWeights.of(weights).asMap().keySet()),
        "ties are broken by this order");
    for (ExpectedSlice slice : slices) {
      assertArrayEquals(slice.in(), profile.input(slice.weight()), slice.convolution() + " in");
      assertArrayEquals(slice.out(), profile.output(slice.weight()), slice.convolution() + " out");
    }
  }
}
