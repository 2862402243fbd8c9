package org.heredity.baselines;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.heredity.api.method.ConvolutionWeights;
import org.heredity.checkpoint.StateDict;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@Tag("slow")
class RelevanceRankingTest {
  @ParameterizedTest
  @MethodSource("org.heredity.baselines.RemosCase#all")
  void keepsExactlyTheWeightsThatThePublishedRankingKeeps(RemosCase network) throws Exception {
    List<ExpectedSlice> slices = network.expected();
    assertTrue(slices.size() >= 20);
    assertTrue(!slices.get(0).kept().isEmpty());
    ConvolutionWeights weights = ExpectedSlice.weights(slices, network.seed());
    for (double ratio : slices.get(0).kept().keySet()) {
      Map<String, INDArray> mask =
          RelevanceRanking.mask(weights, ExpectedSlice.coverage(slices), ratio).asMap();
      for (ExpectedSlice slice : slices) {
        String at = slice.convolution() + " at " + ratio;
        INDArray kept = mask.get(slice.weight());
        assertArrayEquals(slice.shape(), kept.shape());
        assertEquals(slice.kept().get(ratio).count(), kept.sumNumber().intValue(), at);
        assertEquals(slice.kept().get(ratio).digest(), digest(kept), at);
      }
    }
  }

  private static String digest(INDArray mask) throws Exception {
    float[] values = mask.data().asFloat();
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void removesTheLargeWeightOfTheKernelThatIsHardlyUsed() {
    // Two kernels of one weight: the first never covered and large, the second always and small.
    ConvolutionWeights weights =
        ConvolutionWeights.of(
            StateDict.of(
                Map.of("a.weight", Nd4j.create(new float[] {5, 1}, new long[] {1, 2, 1, 1}, 'c'))));
    CoverageProfile coverage =
        CoverageProfile.of(
            StateDict.of(
                Map.of(
                    "a.in",
                    Nd4j.createFromArray(0, 9),
                    "a.out",
                    Nd4j.createFromArray(new int[1]))));
    INDArray mask = RelevanceRanking.mask(weights, coverage, 0.4).get("a.weight");
    assertArrayEquals(new float[] {0, 1}, mask.data().asFloat());
  }

  @Test
  void kernelsOfAGroupedConvolutionReadTheirOwnGroup() {
    // Two groups of two channels; the last kernel is large, and its channel is never covered.
    ConvolutionWeights weights =
        ConvolutionWeights.of(
            StateDict.of(
                Map.of(
                    "a.weight",
                    Nd4j.create(new float[] {1, 1, 1, 5}, new long[] {2, 2, 1, 1}, 'c'))));
    CoverageProfile coverage =
        CoverageProfile.of(
            StateDict.of(
                Map.of(
                    "a.in",
                    Nd4j.createFromArray(9, 9, 9, 0),
                    "a.out",
                    Nd4j.createFromArray(0, 0))));
    INDArray mask = RelevanceRanking.mask(weights, coverage, 0.2).get("a.weight");
    assertArrayEquals(new float[] {1, 1, 1, 0}, mask.data().asFloat());
  }

  @Test
  void ranksMagnitudesAndLeavesEqualOnesInTheirOrder() {
    assertArrayEquals(
        new int[] {3, 1, 0, 2, 4},
        RelevanceRanking.magnitudeRanks(new float[] {0.5f, 0.1f, 0, 0.1f, 3e30f}));
  }
}
