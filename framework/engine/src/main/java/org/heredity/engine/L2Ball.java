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
 * The images whose Euclidean distance from a clean one, over all channels together, is at most
 * epsilon. Distances are measured in a unit of which a channel's values hold {@code scale}: with
 * {@code 1 / std} they are distances between images before normalisation.
 *
 * <p>The centre is the clean image clipped to the range of images, and what is projected is rounded
 * towards it, so that clipping and single precision never lead out of the ball, and projecting
 * twice is projecting once. Sums are in double precision and in the order of the values, so results
 * do not depend on batches or threads.
 *
 * @param epsilon greatest distance
 * @param scale network units of one unit of distance, by channel
 * @param low least value, by channel
 * @param high greatest value, by channel
 */
public record L2Ball(double epsilon, float[] scale, float[] low, float[] high) implements Ball {
  /** Shares by which double precision may round up a projected image's distance, and a change. */
  private static final double DISTANCE_ROUNDING = 1e-9;

  private static final double CHANGE_ROUNDING = 1e-12;

  /** Fills the change of image {@code n}, which holds where it is now. */
  private interface Move {
    void apply(int n, double[] change);
  }

  @Override
  public void project(INDArray clean, INDArray adversarial) {
    images(clean, adversarial, (n, change) -> {});
  }

  /**
   * Along the gradient divided by its norm; both are taken with respect to the unit of distance.
   */
  @Override
  public void ascend(INDArray clean, INDArray adversarial, INDArray gradient, float[] step) {
    FloatBuffer slopes = Plain.floats(gradient);
    images(
        clean,
        adversarial,
        (n, change) -> {
          double[] slope = new double[change.length];
          int plane = change.length / scale.length;
          for (int i = 0; i < slope.length; i++) {
            slope[i] = (double) slopes.get(n * slope.length + i) * scale[i / plane];
          }
          double norm = norm(slope);
          if (norm != 0) {
            for (int i = 0; i < slope.length; i++) {
              int c = i / plane;
              change[i] += step[c] / scale[c] * (slope[i] / norm);
            }
          }
        });
  }

  /** A normal direction, at a distance whose power of the dimension is uniform. */
  @Override
  public void randomise(INDArray clean, INDArray adversarial, List<Randomness> images) {
    images(
        clean,
        adversarial,
        (n, change) -> {
          Randomness image = images.get(n);
          for (int i = 0; i < change.length; i++) {
            change[i] = image.gaussian(i);
          }
          double share = Math.pow(image.at("radius").uniformDouble(0), 1.0 / change.length);
          double factor = epsilon * share / norm(change);
          for (int i = 0; i < change.length; i++) {
            change[i] *= factor;
          }
        });
  }

  private void images(INDArray clean, INDArray adversarial, Move move) {
    FloatBuffer x = Plain.floats(clean);
    FloatBuffer a = Plain.writable(adversarial);
    int values = (int) (clean.length() / clean.size(0));
    int plane = values / scale.length;
    IntStream.range(0, (int) clean.size(0))
        .parallel()
        .forEach(
            n -> {
              float[] centre = new float[values];
              float[] moved = new float[values];
              x.get(n * values, centre);
              a.get(n * values, moved);
              double[] change = new double[values];
              for (int i = 0; i < values; i++) {
                int c = i / plane;
                centre[i] = Math.max(low[c], Math.min(high[c], centre[i]));
                change[i] = ((double) moved[i] - centre[i]) / scale[c];
              }
              move.apply(n, change);
              double norm = norm(change);
              double factor = norm > epsilon * (1 + DISTANCE_ROUNDING) ? epsilon / norm : 1;
              for (int i = 0; i < values; i++) {
                int c = i / plane;
                float value = towards(centre[i], change[i] * factor * scale[c]);
                moved[i] = Math.max(low[c], Math.min(high[c], value));
              }
              a.put(n * values, moved);
            });
    Nd4j.getAffinityManager().tagLocation(adversarial, AffinityManager.Location.HOST);
  }

  private static double norm(double[] values) {
    double squares = 0;
    for (double value : values) {
      squares += value * value;
    }
    return Math.sqrt(squares);
  }

  /** {@code centre + change}, rounded towards the centre. */
  private static float towards(float centre, double change) {
    float value = (float) (centre + change);
    return Math.abs((double) value - centre) > Math.abs(change) * (1 + CHANGE_ROUNDING)
        ? Math.nextAfter(value, centre)
        : value;
  }
}
