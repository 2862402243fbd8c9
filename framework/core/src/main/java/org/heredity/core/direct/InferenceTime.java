package org.heredity.core.direct;

import java.util.Arrays;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.NetworkSpec;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Measures how long a network takes for a batch (SEAM's Table VI: 16 images, 200 runs). */
public final class InferenceTime {
  private static final int BATCH = 16;
  private static final int WARM_UP = 20;
  private static final int RUNS = 200;

  private InferenceTime() {}

  /** Median milliseconds for a batch of 16 random images, over 200 runs after 20 to warm up. */
  public static double milliseconds(NetworkSpec spec, StateDict weights) {
    int side = spec.imageSize();
    float[] values = new float[BATCH * 3 * side * side];
    Randomness randomness = Randomness.of(0).at("inference-time");
    for (int i = 0; i < values.length; i++) {
      values[i] = 4 * randomness.uniform(i) - 2;
    }
    double[] times = new double[RUNS];
    try (FrozenNetwork network = FrozenNetwork.of(spec, weights);
        INDArray images = Nd4j.create(values, new long[] {BATCH, 3, side, side}, 'c')) {
      for (int run = -WARM_UP; run < RUNS; run++) {
        long start = System.nanoTime();
        network.logits(images);
        if (run >= 0) {
          times[run] = (System.nanoTime() - start) / 1e6;
        }
      }
    }
    Arrays.sort(times);
    return (times[RUNS / 2 - 1] + times[RUNS / 2]) / 2;
  }
}
