package org.heredity.engine;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.heredity.data.Randomness;
import org.heredity.engine.onednn.Plain;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The images none of whose values is further than epsilon from the clean one's. The clip to the
 * range of images has the last word.
 *
 * @param epsilon greatest change of a value, by channel
 * @param low least value, by channel
 * @param high greatest value, by channel
 */
public record LinfBall(float[] epsilon, float[] low, float[] high) implements Ball {
  /** Values at a time: what fits a core's first cache three times over. */
  private static final int PIECE = 1024;

  /** Along the gradient's sign. */
  @Override
  public void ascend(INDArray clean, INDArray adversarial, INDArray gradient, float[] step) {
    planes(clean, adversarial, gradient, step);
  }

  @Override
  public void project(INDArray clean, INDArray adversarial) {
    planes(clean, adversarial, null, null);
  }

  @Override
  public void randomise(INDArray clean, INDArray adversarial, List<Randomness> images) {
    FloatBuffer x = Plain.floats(clean);
    FloatBuffer a = Plain.writable(adversarial);
    int size = (int) (clean.length() / images.size());
    int plane = size / epsilon.length;
    IntStream.range(0, images.size())
        .parallel()
        .forEach(
            n -> {
              float[] values = new float[size];
              x.get(n * size, values);
              for (int i = 0; i < size; i++) {
                values[i] += (2 * images.get(n).uniform(i) - 1) * epsilon[i / plane];
              }
              a.put(n * size, values);
            });
    project(clean, adversarial);
  }

  private void planes(INDArray clean, INDArray adversarial, INDArray gradient, float[] step) {
    FloatBuffer x = Plain.floats(clean);
    FloatBuffer a = Plain.writable(adversarial);
    FloatBuffer g = gradient == null ? null : Plain.floats(gradient);
    int channels = (int) clean.size(1);
    int size = (int) (clean.size(2) * clean.size(3));
    IntStream.range(0, (int) clean.size(0) * channels)
        .parallel()
        .forEach(
            plane -> {
              int c = plane % channels;
              float[] from = new float[Math.min(size, PIECE)];
              float[] moved = from.clone();
              float[] slope = from.clone();
              for (int at = 0; at < size; at += PIECE) {
                int n = Math.min(size - at, PIECE);
                x.get(plane * size + at, from, 0, n);
                a.get(plane * size + at, moved, 0, n);
                if (g != null) {
                  g.get(plane * size + at, slope, 0, n);
                  climb(moved, slope, step[c], n);
                }
                clip(from, moved, epsilon[c], n);
                clip(moved, low[c], high[c], n);
                a.put(plane * size + at, moved, 0, n);
              }
            });
    Nd4j.getAffinityManager().tagLocation(adversarial, AffinityManager.Location.HOST);
  }

  // Loops apart and signs by clamping, because the compiler makes vector instructions of that.

  private static void climb(float[] values, float[] slopes, float step, int n) {
    for (int i = 0; i < n; i++) {
      // Twice, so that the least value above 0 comes to 1 and more.
      float large = slopes[i] * Float.MAX_VALUE * Float.MAX_VALUE;
      values[i] += step * Math.max(-1f, Math.min(1f, large));
    }
  }

  /** To within {@code epsilon} of {@code centre}. */
  private static void clip(float[] centre, float[] values, float epsilon, int n) {
    for (int i = 0; i < n; i++) {
      values[i] = centre[i] + Math.max(-epsilon, Math.min(epsilon, values[i] - centre[i]));
    }
  }

  private static void clip(float[] values, float low, float high, int n) {
    for (int i = 0; i < n; i++) {
      values[i] = Math.max(low, Math.min(high, values[i]));
    }
  }
}
