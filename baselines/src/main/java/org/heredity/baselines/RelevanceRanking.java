package org.heredity.baselines;

import java.util.Arrays;
import java.util.Map;
import org.heredity.api.method.ConvolutionWeights;
import org.heredity.checkpoint.StateDict;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Which weights ReMoS retains (Zhang et al., ICSE 2022), as in its published code.
 *
 * <p>Of a convolution weight {@code [o, i, :, :]} the coverage is that of input channel i plus that
 * of output channel o. Kernels are ranked by coverage, each of their weights getting the rank of
 * the kernel's first; weights are ranked by magnitude. Those whose coverage rank minus magnitude
 * rank is at or below the value at position {@code int(total * ratio)} in ascending order are
 * removed: large weights that the target hardly uses. Ties are broken by module order, then input
 * channel, then output channel; of magnitudes by C order. A kernel of a grouped convolution joins
 * channels of its own group, which the published code does not know.
 */
final class RelevanceRanking {
  private RelevanceRanking() {}

  /**
   * The mask, by convolution weight's name: 1 where a weight is retained, else 0.
   *
   * @param coverage of the channels, as {@link CoverageProfile} counts it
   * @param ratio share of weights to remove
   */
  static StateDict mask(ConvolutionWeights weights, CoverageProfile coverage, double ratio) {
    int[] difference = coverageRanks(weights, coverage);
    int[] magnitude = magnitudeRanks(weights.magnitudes());
    for (int i = 0; i < difference.length; i++) {
      difference[i] -= magnitude[i];
    }
    return weights.maskLowest(difference, ratio);
  }

  /** Of every weight, the rank of its kernel's first weight by coverage. */
  private static int[] coverageRanks(ConvolutionWeights weights, CoverageProfile coverage) {
    int highest = 0;
    for (String name : weights.asMap().keySet()) {
      highest = Math.max(highest, max(coverage.input(name)) + max(coverage.output(name)));
    }
    // A counting sort: how many weights come before the first of each score.
    int[] next = new int[highest + 2];
    weights
        .asMap()
        .forEach(
            (name, weight) -> {
              int kernel = kernel(weight);
              Pairs pairs = Pairs.of(weight, coverage, name);
              pairs.each((from, covered) -> next[covered + 1] += kernel);
            });
    Arrays.parallelPrefix(next, Integer::sum);
    int[] ranks = new int[weights.count()];
    int offset = 0;
    for (Map.Entry<String, INDArray> entry : weights.asMap().entrySet()) {
      int kernel = kernel(entry.getValue());
      int start = offset;
      Pairs pairs = Pairs.of(entry.getValue(), coverage, entry.getKey());
      pairs.each(
          (kernels, covered) -> {
            int from = start + kernels * kernel;
            Arrays.fill(ranks, from, from + kernel, next[covered]);
            next[covered] += kernel;
          });
      offset += Math.toIntExact(entry.getValue().length());
    }
    return ranks;
  }

  /**
   * The pairs of channels that a convolution joins, all of them or those of one group each.
   *
   * @param each input channels of a group
   */
  private record Pairs(int each, int[] in, int[] out) {
    interface Pair {
      /**
       * Works on one.
       *
       * @param kernels that lie before its own
       * @param covered the coverage of both together
       */
      void work(int kernels, int covered);
    }

    static Pairs of(INDArray weight, CoverageProfile coverage, String name) {
      return new Pairs((int) weight.size(1), coverage.input(name), coverage.output(name));
    }

    /** By input channel of a group, then output channel. */
    void each(Pair pair) {
      int outputs = out.length / (in.length / each);
      for (int i = 0; i < each; i++) {
        for (int o = 0; o < out.length; o++) {
          pair.work(o * each + i, in[o / outputs * each + i] + out[o]);
        }
      }
    }
  }

  private static int kernel(INDArray weight) {
    return Math.toIntExact(weight.size(2) * weight.size(3));
  }

  private static int max(int[] counts) {
    return Arrays.stream(counts).max().orElse(0);
  }

  /** Of every value, its position in ascending order; equal values in their order. */
  static int[] magnitudeRanks(float[] magnitudes) {
    // The bits of floats that are not negative are in the order of the floats.
    long[] keys = new long[magnitudes.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = (long) Float.floatToIntBits(magnitudes[i]) << Integer.SIZE | i;
    }
    Arrays.parallelSort(keys);
    int[] ranks = new int[keys.length];
    for (int rank = 0; rank < keys.length; rank++) {
      ranks[(int) keys[rank]] = rank;
    }
    return ranks;
  }
}
