package org.heredity.data;

/**
 * From a picture to what a network sees: RGB in [0,1], normalised by ImageNet's mean and standard
 * deviation, channels first. Immutable and thread-safe.
 *
 * @param imageSize side of the square that the network sees, in pixels
 * @param resize when a test image is resized before the centre crop
 */
public record Preprocessing(int imageSize, Resize resize) {
  /** When a test image is resized. */
  public enum Resize {
    /** Unless it is {@code imageSize} square already: then it is taken as it is. */
    AUTO,
    /** Always: shorter side to {@code round(imageSize * 256 / 224)}, as the papers do. */
    ALWAYS
  }

  /** ImageNet's mean of channel 0 (red) to 2, of values in [0,1]. */
  public static float mean(int channel) {
    throw new UnsupportedOperationException();
  }

  /** ImageNet's standard deviation of channel 0 (red) to 2. */
  public static float std(int channel) {
    throw new UnsupportedOperationException();
  }

  /** Resize, centre crop and normalise into {@code out[offset ...]}, {@code [3, side, side]}. */
  public void test(RgbImage image, float[] out, int offset) {
    throw new UnsupportedOperationException();
  }

  /**
   * Random resized crop (area 0.08 to 1, aspect 3/4 to 4/3) and flip (p 0.5), normalised.
   *
   * @param randomness of this image in this epoch
   */
  public void train(RgbImage image, Randomness randomness, float[] out, int offset) {
    throw new UnsupportedOperationException();
  }
}
