package org.heredity.baselines;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class CoverageProfileTest {
  private static INDArray activations(float... values) {
    return Nd4j.create(values, new long[] {values.length / 4, 2, 1, 2}, 'c');
  }

  @Test
  void countsTheSamplesInWhichAChannelsScaledMeanIsOverTheThreshold() {
    CoverageProfile profile = new CoverageProfile(0.5);
    // Scaled by each sample's own least and greatest value: means (0.75, 0.25) and (0.5, 0.5).
    profile.observe("c", activations(1, 3, 2, -1, 0, 8, 4, 4), activations(0, 0, 0, 0, 1, 1, 1, 1));
    profile.observe("c", activations(0, 10, 10, 10), activations(0, 0, 0, 1));
    CoverageProfile read = CoverageProfile.of(profile.toStateDict());
    assertArrayEquals(new int[] {1, 1}, read.input("c.weight"));
    assertArrayEquals(new int[] {0, 0}, read.output("c.weight"), "flat layers cover nothing");
  }
}
