package org.heredity.api.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.MemorySource;
import org.heredity.data.Preprocessing;
import org.heredity.data.Randomness;
import org.heredity.data.RgbImage;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Test;

class BatchNormStatisticsTest {
  private static final int SIDE = 32;
  private static final int IMAGES = 10;
  private static final int BATCH = 4;
  private static final int WIDTH = 4;

  private static TrainingImages images() {
    List<MemorySource.Item> items = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      byte[] rgb = new byte[SIDE * SIDE * 3];
      for (int p = 0; p < rgb.length; p++) {
        rgb[p] = (byte) (20 * i * Randomness.of(i).uniform(p));
      }
      items.add(new MemorySource.Item("image-" + i, 0, new RgbImage(SIDE, SIDE, rgb)));
    }
    Preprocessing preprocessing = new Preprocessing(SIDE, Preprocessing.Resize.AUTO);
    return new TrainingImages(new MemorySource(items), preprocessing, BATCH, Randomness.of(5));
  }

  @Test
  void areTheMeansOverTheBatchesOfMeanAndUnbiasedVariance() {
    NetworkSpec spec = new NetworkSpec(Architectures.resnet18(), WIDTH, 3, SIDE);
    StateDict weights;
    try (Network network = Network.create(spec, Randomness.of(1))) {
      weights = network.stateDict();
    }
    StateDict recomputed = BatchNormStatistics.recompute(spec, weights, images(), List.of());

    // The first convolution's output is the same in train and in eval mode.
    double[] means = new double[WIDTH];
    double[] variances = new double[WIDTH];
    int count = images().stepsPerEpoch();
    assertEquals(3, count);
    TrainingImages own = images();
    try (FrozenNetwork frozen = FrozenNetwork.of(spec, weights);
        Batches batches =
            Batches.train(
                own.source(),
                own.preprocessing(),
                BATCH,
                own.randomness().at("statistics"),
                0,
                0)) {
      for (int i = 0; i < count; i++) {
        Batch batch = batches.next();
        frozen.observe(
            batch.images(),
            (convolution, input, output) -> {
              if (convolution.equals("conv1")) {
                add(output.dup('c').data().asFloat(), batch.size(), means, variances);
              }
            });
      }
    }
    for (int c = 0; c < WIDTH; c++) {
      double mean = means[c] / count;
      double variance = variances[c] / count;
      assertEquals(mean, recomputed.get("bn1.running_mean").getDouble(c), 1e-4);
      assertEquals(
          variance, recomputed.get("bn1.running_var").getDouble(c), 1e-4 * Math.abs(variance));
    }
    assertEquals(count, recomputed.get("bn1.num_batches_tracked").getInt(0));
    assertEquals(weights.get("conv1.weight"), recomputed.get("conv1.weight"));
    assertEquals(weights.names(), recomputed.names());
  }

  private static void add(float[] output, int images, double[] means, double[] variances) {
    int plane = output.length / (images * WIDTH);
    for (int c = 0; c < WIDTH; c++) {
      double sum = 0;
      double squares = 0;
      for (int n = 0; n < images; n++) {
        for (int i = 0; i < plane; i++) {
          double value = output[(n * WIDTH + c) * plane + i];
          sum += value;
          squares += value * value;
        }
      }
      double size = (double) images * plane;
      means[c] += sum / size;
      variances[c] += (squares - sum * sum / size) / (size - 1);
    }
  }
}
