package org.heredity.baselines;

import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.ConvolutionObserver;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How often the channels that enter and leave every convolution are active on the target (neuron
 * coverage, as ReMoS profiles it). A sample's activations of a whole layer are scaled to [0,1] by
 * their least and greatest value; a channel is covered if the mean of its scaled values exceeds a
 * threshold. The profile counts the samples in which it is. Not thread-safe.
 */
final class CoverageProfile implements ConvolutionObserver {
  private static final String IN = ".in";
  private static final String OUT = ".out";
  private static final String WEIGHT = ".weight";

  private final double threshold;
  private final Map<String, int[]> counts = new LinkedHashMap<>();

  /**
   * An empty profile.
   *
   * @param threshold over which a channel counts as covered, in [0, 1]
   */
  CoverageProfile(double threshold) {
    this.threshold = threshold;
  }

  /** Reads what {@link #toStateDict} wrote. */
  static CoverageProfile of(StateDict counts) {
    CoverageProfile profile = new CoverageProfile(Double.NaN);
    counts.asMap().forEach((name, tensor) -> profile.counts.put(name, tensor.toIntVector()));
    return profile;
  }

  @Override
  public void observe(String convolution, INDArray input, INDArray output) {
    count(convolution + IN, input);
    count(convolution + OUT, output);
  }

  private void count(String key, INDArray activations) {
    int[] count = counts.computeIfAbsent(key, k -> new int[(int) activations.size(1)]);
    try (INDArray least = activations.min(1, 2, 3);
        INDArray greatest = activations.max(1, 2, 3);
        INDArray mean = activations.mean(2, 3)) {
      float[][] means = Floats.rows(mean);
      for (int n = 0; n < means.length; n++) {
        double low = least.getDouble(n);
        double range = greatest.getDouble(n) - low;
        for (int c = 0; c < count.length; c++) {
          // Where all values are equal this is NaN, and no channel is covered.
          if ((means[n][c] - low) / range > threshold) {
            count[c]++;
          }
        }
      }
    }
  }

  /** Samples in which each input channel of the convolution with this weight was covered. */
  int[] input(String weight) {
    return counts(weight, IN);
  }

  /** Samples in which each of its output channels was covered. */
  int[] output(String weight) {
    return counts(weight, OUT);
  }

  private int[] counts(String weight, String side) {
    int[] found = counts.get(weight.substring(0, weight.length() - WEIGHT.length()) + side);
    if (found == null) {
      throw new IllegalStateException(
          "the profile has no convolution of '" + weight + "', only " + counts.keySet());
    }
    return found;
  }

  /** The counts, {@code <convolution>.in} and {@code <convolution>.out}, 32-bit integers. */
  StateDict toStateDict() {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    counts.forEach((name, count) -> tensors.put(name, Nd4j.createFromArray(count)));
    return StateDict.of(tensors);
  }
}
