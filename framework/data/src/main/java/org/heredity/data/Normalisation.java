package org.heredity.data;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Mean and deviation, by channel, that a model's images are normalised with, and the way between
 * levels of 0 to 255 and normalised values, in torchvision's order of float operations. Immutable
 * and thread-safe.
 */
public final class Normalisation {
  /** ImageNet's, of torchvision's models. */
  public static final Normalisation IMAGENET =
      of(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

  private static final int CHANNELS = 3;

  /** Below it a level of 255 is too many deviations for float images. */
  private static final double LEAST_DEVIATION = 1e-3;

  private static final double MOST_DEVIATION = 10;

  private final float[] mean;
  private final float[] deviation;

  /** Value of level {@code l} in channel {@code c} at {@code c * 256 + l}. */
  private final float[] values = new float[CHANNELS * 256];

  private Normalisation(float[] mean, float[] deviation) {
    this.mean = mean;
    this.deviation = deviation;
    for (int i = 0; i < values.length; i++) {
      values[i] = ((i & 255) / 255f - mean[i >> 8]) / deviation[i >> 8];
    }
  }

  /**
   * By channel (red, green, blue), of values in [0,1].
   *
   * @throws DataException if they are not three each, a mean is not in [0,1], or a deviation is not
   *     over 0
   */
  public static Normalisation of(List<Double> mean, List<Double> deviation) {
    if (mean.size() != CHANNELS || deviation.size() != CHANNELS) {
      throw new DataException(
          "a mean and a deviation have three numbers each (red, green, blue), got "
              + mean
              + " and "
              + deviation);
    }
    for (int c = 0; c < CHANNELS; c++) {
      if (!(mean.get(c) >= 0 && mean.get(c) <= 1)) {
        throw new DataException(
            "a mean is of values in [0,1], got "
                + mean.get(c)
                + "; divide what is of levels up to 255 by 255");
      }
      if (!(deviation.get(c) >= LEAST_DEVIATION && deviation.get(c) <= MOST_DEVIATION)) {
        throw new DataException(
            "a deviation must be over 0, from "
                + LEAST_DEVIATION
                + " to "
                + MOST_DEVIATION
                + ", got "
                + deviation.get(c)
                + "; 1 leaves values as they are");
      }
    }
    return new Normalisation(floats(mean), floats(deviation));
  }

  private static float[] floats(List<Double> numbers) {
    float[] floats = new float[CHANNELS];
    for (int c = 0; c < CHANNELS; c++) {
      floats[c] = numbers.get(c).floatValue();
    }
    return floats;
  }

  /** Of channel 0 (red) to 2, of values in [0,1]. */
  public float mean(int channel) {
    return mean[channel];
  }

  /** Of channel 0 (red) to 2. */
  public float deviation(int channel) {
    return deviation[channel];
  }

  /** The three means in the decimals that they were given in. */
  public List<Double> means() {
    return decimals(mean);
  }

  /** The three deviations, likewise. */
  public List<Double> deviations() {
    return decimals(deviation);
  }

  private static List<Double> decimals(float... floats) {
    return List.of(decimal(floats[0]), decimal(floats[1]), decimal(floats[2]));
  }

  private static double decimal(float value) {
    return Double.parseDouble(Float.toString(value));
  }

  /** A level's value. */
  public float value(int channel, int level) {
    return values[channel << 8 | level];
  }

  /** The nearest level; half a level goes up. */
  public int level(int channel, float value) {
    double level = ((double) value * deviation[channel] + mean[channel]) * 255;
    return (int) Math.max(0, Math.min(255, Math.round(level)));
  }

  /**
   * The picture that a normalised one shows, each channel rounded to the nearest of 256 levels and
   * clipped to them.
   *
   * @param normalised holds {@code [3, side, side]} from {@code offset} on
   */
  public RgbImage picture(float[] normalised, int offset, int side) {
    byte[] rgb = new byte[CHANNELS * side * side];
    for (int c = 0, at = offset; c < CHANNELS; c++) {
      for (int i = 0; i < side * side; i++, at++) {
        rgb[CHANNELS * i + c] = (byte) level(c, normalised[at]);
      }
    }
    return new RgbImage(side, side, rgb);
  }

  /**
   * The picture that a normalised one shows, as {@link #picture(float[], int, int)}.
   *
   * @param normalised {@code [3, side, side]} or {@code [1, 3, side, side]}
   */
  public RgbImage picture(INDArray normalised) {
    long[] shape = normalised.shape();
    int rank = shape.length;
    if (rank < 3
        || rank > 4
        || rank == 4 && shape[0] != 1
        || shape[rank - 3] != CHANNELS
        || shape[rank - 2] != shape[rank - 1]) {
      throw new IllegalArgumentException(
          "expected one picture of shape [3, side, side], got " + Arrays.toString(shape));
    }
    return picture(normalised.dup('c').data().asFloat(), 0, (int) shape[rank - 1]);
  }

  /**
   * Rounds normalised pictures to what 8 bits can show, in place: each value becomes that of the
   * nearest of its channel's 256 levels, bit for bit what {@link Preprocessing#test} makes of that
   * level.
   *
   * @param normalised any number of {@code [3, side, side]}
   */
  public void roundTo8Bits(float[] normalised, int side) {
    int plane = side * side;
    if (normalised.length % (CHANNELS * plane) != 0) {
      throw new IllegalArgumentException(
          normalised.length + " values are no pictures of [3, " + side + ", " + side + "]");
    }
    for (int at = 0; at < normalised.length; at++) {
      int c = at / plane % CHANNELS;
      normalised[at] = value(c, level(c, normalised[at]));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Normalisation that
        && Arrays.equals(mean, that.mean)
        && Arrays.equals(deviation, that.deviation);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(mean) + Arrays.hashCode(deviation);
  }

  @Override
  public String toString() {
    return "mean " + means() + ", deviation " + deviations();
  }
}
