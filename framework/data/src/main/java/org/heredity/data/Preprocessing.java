package org.heredity.data;

import java.util.Arrays;
import java.util.Objects;
import org.heredity.data.BilinearResampling.Box;
import org.heredity.data.BilinearResampling.Rows;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * From a picture to what a network sees: RGB in [0,1], normalised by ImageNet's mean and standard
 * deviation, channels first. Pixels equal those of torchvision on Pillow images (Resize,
 * CenterCrop, RandomResizedCrop, RandomCrop, ToTensor, Normalize). Immutable and thread-safe.
 *
 * @param imageSize side of the square that the network sees, in pixels, 8 to 2048
 * @param resize when a test image is resized before the centre crop
 * @param augmentation how training images are varied
 */
public record Preprocessing(int imageSize, Resize resize, Augmentation augmentation) {
  private static final int MIN_SIZE = 8;
  private static final int MAX_SIZE = 2048;

  /** When a test image is resized. */
  public enum Resize {
    /** Unless it is {@code imageSize} square already: then it is taken as it is. */
    AUTO,
    /** Always: shorter side to {@code round(imageSize * 256 / 224)}, as the papers do. */
    ALWAYS
  }

  /** How training images are varied. */
  public enum Augmentation {
    /** A random part of the picture, resized, and mirrored at random: usual for ImageNet. */
    RESIZED_CROP,
    /**
     * What the test sees, moved by up to an eighth of the side over black, and mirrored at random:
     * usual for CIFAR (RandomCrop(32, padding=4)).
     */
    PADDED_CROP
  }

  /** With resized crops. */
  public Preprocessing(int imageSize, Resize resize) {
    this(imageSize, resize, Augmentation.RESIZED_CROP);
  }

  public Preprocessing {
    if (imageSize < MIN_SIZE || imageSize > MAX_SIZE) {
      throw new DataException(
          "the image size must be "
              + MIN_SIZE
              + " to "
              + MAX_SIZE
              + " pixels, got "
              + imageSize
              + "; torchvision's models want 224, those for CIFAR 32");
    }
    Objects.requireNonNull(resize, "resize");
    Objects.requireNonNull(augmentation, "augmentation");
  }

  /** ImageNet's mean of channel 0 (red) to 2, of values in [0,1]. */
  public static float mean(int channel) {
    return Normalisation.mean(channel);
  }

  /** ImageNet's standard deviation of channel 0 (red) to 2. */
  public static float std(int channel) {
    return Normalisation.std(channel);
  }

  /** Floats that a picture takes: {@code 3 * imageSize * imageSize}. */
  public int length() {
    return 3 * imageSize * imageSize;
  }

  /** Resize, centre crop and normalise into {@code out[offset ...]}, {@code [3, side, side]}. */
  public void test(RgbImage image, float[] out, int offset) {
    view(image, normalised(out, offset, false));
  }

  /** What {@link #test} normalises: the picture resized and cropped, in 8 bits. */
  public RgbImage testView(RgbImage image) {
    byte[] rgb = new byte[length()];
    view(
        image,
        (y, levels) -> {
          for (int c = 0; c < 3; c++) {
            for (int x = 0; x < imageSize; x++) {
              rgb[(y * imageSize + x) * 3 + c] = (byte) levels[c * imageSize + x];
            }
          }
        });
    return new RgbImage(imageSize, imageSize, rgb);
  }

  /**
   * Random crop (resized: area 0.08 to 1, aspect 3/4 to 4/3) and flip (p 0.5), normalised.
   *
   * @param randomness of this image in this epoch
   */
  public void train(RgbImage image, Randomness randomness, float[] out, int offset) {
    Rows rows = normalised(out, offset, RandomResizedCrop.flip(randomness));
    if (augmentation == Augmentation.PADDED_CROP) {
      view(image, PaddedCrop.of(imageSize, randomness).moved(rows));
    } else {
      resample(image, RandomResizedCrop.box(image.width(), image.height(), randomness), rows);
    }
  }

  /**
   * The picture that a normalised one shows, each channel rounded to the nearest of 256 levels and
   * clipped to them.
   *
   * @param normalised holds {@code [3, side, side]} from {@code offset} on
   */
  public static RgbImage picture(float[] normalised, int offset, int side) {
    byte[] rgb = new byte[3 * side * side];
    for (int c = 0, at = offset; c < 3; c++) {
      for (int i = 0; i < side * side; i++, at++) {
        rgb[3 * i + c] = (byte) Normalisation.level(c, normalised[at]);
      }
    }
    return new RgbImage(side, side, rgb);
  }

  /**
   * The picture that a normalised one shows, as {@link #picture(float[], int, int)}.
   *
   * @param normalised {@code [3, side, side]} or {@code [1, 3, side, side]}
   */
  public static RgbImage picture(INDArray normalised) {
    long[] shape = normalised.shape();
    int rank = shape.length;
    if (rank < 3
        || rank > 4
        || rank == 4 && shape[0] != 1
        || shape[rank - 3] != 3
        || shape[rank - 2] != shape[rank - 1]) {
      throw new IllegalArgumentException(
          "expected one picture of shape [3, side, side], got " + Arrays.toString(shape));
    }
    return picture(normalised.dup('c').data().asFloat(), 0, (int) shape[rank - 1]);
  }

  /**
   * Rounds normalised pictures to what 8 bits can show, in place: each value becomes that of the
   * nearest of its channel's 256 levels, bit for bit what {@link #test} makes of that level.
   *
   * @param normalised any number of {@code [3, side, side]}
   */
  public static void roundTo8Bits(float[] normalised, int side) {
    int plane = side * side;
    if (normalised.length % (3 * plane) != 0) {
      throw new IllegalArgumentException(
          normalised.length + " values are no pictures of [3, " + side + ", " + side + "]");
    }
    for (int at = 0; at < normalised.length; at++) {
      int c = at / plane % 3;
      normalised[at] = Normalisation.value(c, Normalisation.level(c, normalised[at]));
    }
  }

  private void view(RgbImage image, Rows rows) {
    int width = image.width();
    int height = image.height();
    if (resize == Resize.AUTO && width == imageSize && height == imageSize) {
      Box all = new Box(0, 0, width, height);
      BilinearResampling.resample(image, all, width, height, all, rows);
      return;
    }
    int shorter = Math.round(imageSize * 256 / 224f);
    // torchvision truncates the longer side; the crop's corner is rounded, half to even.
    int newWidth = width <= height ? shorter : (int) ((double) shorter * width / height);
    int newHeight = width <= height ? (int) ((double) shorter * height / width) : shorter;
    int left = (int) Math.rint((newWidth - imageSize) / 2.0);
    int top = (int) Math.rint((newHeight - imageSize) / 2.0);
    Box window = new Box(left, top, imageSize, imageSize);
    BilinearResampling.resample(
        image, new Box(0, 0, width, height), newWidth, newHeight, window, rows);
  }

  private void resample(RgbImage image, Box source, Rows rows) {
    Box window = new Box(0, 0, imageSize, imageSize);
    BilinearResampling.resample(image, source, imageSize, imageSize, window, rows);
  }

  private Rows normalised(float[] out, int offset, boolean flip) {
    int plane = imageSize * imageSize;
    Objects.checkFromIndexSize(offset, 3 * plane, out.length);
    return (y, levels) -> {
      for (int c = 0; c < 3; c++) {
        int from = c * imageSize;
        int to = offset + c * plane + y * imageSize;
        if (flip) {
          for (int x = 0; x < imageSize; x++) {
            out[to + x] = Normalisation.value(c, levels[from + imageSize - 1 - x]);
          }
        } else {
          for (int x = 0; x < imageSize; x++) {
            out[to + x] = Normalisation.value(c, levels[from + x]);
          }
        }
      }
    };
  }
}
