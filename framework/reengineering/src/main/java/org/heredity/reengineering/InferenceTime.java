package org.heredity.reengineering;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.heredity.api.result.Overhead;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.OperationCount;
import org.heredity.reengineering.compact.CompactInference;
import org.heredity.reengineering.compact.CompactModel;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Measures how long a re-engineered network takes for a batch, against the one before (SEAM's Table
 * VI: 16 images, 200 runs).
 */
public final class InferenceTime {
  private static final int BATCH = 16;
  private static final int RUNS = 200;
  private static final int TURN = 20;
  private static final int WAYS = 3;

  private InferenceTime() {}

  /**
   * Median milliseconds for a batch of 16 random images, over 200 runs after 20 to warm up, of the
   * network before, of the masked and of the compact one. They take turns, 20 runs each, so that
   * other work on the machine meets all three.
   *
   * @param original the network before
   * @param originalWeights its weights
   * @param result the masked one
   * @param compact made from it
   */
  public static Overhead of(
      NetworkSpec original, StateDict originalWeights, DirectResult result, CompactModel compact) {
    double[][] times = new double[WAYS][RUNS];
    try (INDArray images = images(compact.imageSize())) {
      try (FrozenNetwork before = FrozenNetwork.of(original, originalWeights);
          FrozenNetwork masked = FrozenNetwork.of(result.spec(), result.tensors());
          CompactInference small = CompactInference.of(compact)) {
        List<UnaryOperator<INDArray>> ways = List.of(before::logits, masked::logits, small::logits);
        for (int turn = -TURN; turn < RUNS; turn += TURN) {
          for (int way = 0; way < WAYS; way++) {
            for (int run = turn; run < turn + TURN; run++) {
              long start = System.nanoTime();
              ways.get(way).apply(images).close();
              if (run >= 0) {
                times[way][run] = (System.nanoTime() - start) / 1e6;
              }
            }
          }
        }
        return new Overhead(
            median(times[0]),
            median(times[1]),
            median(times[2]),
            compact.channels(),
            compact.channels() - compact.removed(),
            OperationCount.dense(compact.plan(), compact.imageSize()).total(),
            small.skipping(),
            difference(masked, small, images));
      }
    }
  }

  private static INDArray images(int side) {
    float[] values = new float[BATCH * 3 * side * side];
    Randomness randomness = Randomness.of(0).at("inference-time");
    for (int i = 0; i < values.length; i++) {
      values[i] = 4 * randomness.uniform(i) - 2;
    }
    return Nd4j.create(values, new long[] {BATCH, 3, side, side}, 'c');
  }

  private static double median(double[] times) {
    Arrays.sort(times);
    return (times[RUNS / 2 - 1] + times[RUNS / 2]) / 2;
  }

  private static double difference(FrozenNetwork masked, CompactInference small, INDArray images) {
    try (INDArray expected = masked.logits(images);
        INDArray found = small.logits(images);
        INDArray difference = expected.sub(found)) {
      double largest = Math.max(1, expected.amaxNumber().doubleValue());
      return difference.amaxNumber().doubleValue() / largest;
    }
  }
}
