package org.heredity.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.heredity.data.Resampling.Box;
import org.heredity.data.Resampling.Rows;

/**
 * From a picture to what a model sees: RGB in [0,1], resized, cropped and normalised, channels
 * first. It belongs to the model: another mean, size or filter than it was trained with costs
 * accuracy. Pixels equal those of torchvision on Pillow images (Resize, CenterCrop,
 * RandomResizedCrop, RandomCrop, ToTensor, Normalize). Immutable and thread-safe.
 *
 * @param normalisation mean and deviation
 * @param imageSize side of the square that the model sees, cropped from the centre, in pixels, 8 to
 *     2048
 * @param shorter what the shorter side of a test image is resized to before the crop, in pixels, at
 *     least {@code imageSize}
 * @param interpolation how images are resized
 * @param resize when a test image is resized and cropped
 * @param augmentation how training images are varied
 */
public record Preprocessing(
    Normalisation normalisation,
    int imageSize,
    int shorter,
    Interpolation interpolation,
    Resize resize,
    Augmentation augmentation) {
  private static final int MIN_SIZE = 8;
  private static final int MAX_SIZE = 2048;
  private static final int MOST_SHORTER = 2 * MAX_SIZE;

  /** When a test image is resized. */
  public enum Resize {
    /** Unless it is {@code imageSize} square already: then it is taken as it is. */
    AUTO,
    /** Always, as the papers do. */
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
    PADDED_CROP;

    private static final int LARGEST_PADDED = 64;

    /** What is usual for images of a size: {@link #PADDED_CROP} up to 64 pixels. */
    public static Augmentation usual(int imageSize) {
      return imageSize <= LARGEST_PADDED ? PADDED_CROP : RESIZED_CROP;
    }
  }

  /** Of torchvision's first ImageNet weights, with resized crops. */
  public Preprocessing(int imageSize, Resize resize) {
    this(imageSize, resize, Augmentation.RESIZED_CROP);
  }

  /** Of torchvision's first ImageNet weights: to 256 and a crop of 224, or in that ratio. */
  public Preprocessing(int imageSize, Resize resize, Augmentation augmentation) {
    this(
        Normalisation.IMAGENET,
        imageSize,
        Math.round(imageSize * 256 / 224f),
        Interpolation.BILINEAR,
        resize,
        augmentation);
  }

  public Preprocessing {
    Objects.requireNonNull(normalisation, "normalisation");
    Objects.requireNonNull(interpolation, "interpolation");
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
    if (shorter < imageSize || shorter > MOST_SHORTER) {
      throw new DataException(
          "a crop of "
              + imageSize
              + " pixels needs images that are resized to as many or more, up to "
              + MOST_SHORTER
              + ", got a resize to "
              + shorter
              + "; make the crop smaller, or resize to more");
    }
    Objects.requireNonNull(resize, "resize");
    Objects.requireNonNull(augmentation, "augmentation");
  }

  /** The same with another mean and deviation. */
  public Preprocessing with(Normalisation other) {
    return new Preprocessing(other, imageSize, shorter, interpolation, resize, augmentation);
  }

  /** The same model's, of images that are resized at other times. */
  public Preprocessing with(Resize other) {
    return new Preprocessing(normalisation, imageSize, shorter, interpolation, other, augmentation);
  }

  /** The same model's, of training images that are varied in another way. */
  public Preprocessing with(Augmentation other) {
    return new Preprocessing(normalisation, imageSize, shorter, interpolation, resize, other);
  }

  /** The same model's, of squares of another size: resized in the same ratio. */
  public Preprocessing at(int other) {
    return other == imageSize
        ? this
        : new Preprocessing(
            normalisation,
            other,
            Math.round((float) other * shorter / imageSize),
            interpolation,
            resize,
            augmentation);
  }

  /** Whether a model sees the same of a test image, where both resize it. */
  public boolean agrees(Preprocessing other) {
    return differences(other).isEmpty();
  }

  /** How a model's differs from another's, such as {@code crop 224 and 288}; empty if not. */
  public List<String> differences(Preprocessing other) {
    Map<String, Object> theirs = other.values();
    List<String> differences = new ArrayList<>();
    values()
        .forEach(
            (name, value) -> {
              if (!value.equals(theirs.get(name))) {
                differences.add(name + " " + value + " and " + theirs.get(name));
              }
            });
    return differences;
  }

  /** What belongs to the model, as plain data: mean, std, resize, crop and interpolation. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("mean", normalisation.means());
    values.put("std", normalisation.deviations());
    values.put("resize", shorter);
    values.put("crop", imageSize);
    values.put("interpolation", word(interpolation));
    return values;
  }

  /**
   * What images follow from, for the keys of artifacts: the values that belong to the model stand
   * there only where they are not those of torchvision's first ImageNet weights.
   */
  public Map<String, Object> key() {
    Map<String, Object> key = new LinkedHashMap<>();
    key.put("image-size", imageSize);
    key.put("resize", word(resize));
    key.put("augmentation", word(augmentation));
    if (!usual()) {
      key.put("model", values());
    }
    return key;
  }

  /** Whether it is that of torchvision's first ImageNet weights. */
  public boolean usual() {
    return agrees(new Preprocessing(imageSize, resize));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** In words, for reports. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "resized to %d, crop %d, %s, mean %s, deviation %s",
        shorter,
        imageSize,
        word(interpolation),
        words(normalisation.means()),
        words(normalisation.deviations()));
  }

  private static String words(List<Double> numbers) {
    return numbers.stream().map(Object::toString).collect(Collectors.joining(" "));
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

  private void view(RgbImage image, Rows rows) {
    int width = image.width();
    int height = image.height();
    if (resize == Resize.AUTO && width == imageSize && height == imageSize) {
      Box all = new Box(0, 0, width, height);
      Resampling.resample(image, interpolation, all, width, height, all, rows);
      return;
    }
    // torchvision truncates the longer side; the crop's corner is rounded, half to even.
    int newWidth = width <= height ? shorter : (int) ((double) shorter * width / height);
    int newHeight = width <= height ? (int) ((double) shorter * height / width) : shorter;
    int left = (int) Math.rint((newWidth - imageSize) / 2.0);
    int top = (int) Math.rint((newHeight - imageSize) / 2.0);
    Box window = new Box(left, top, imageSize, imageSize);
    Resampling.resample(
        image, interpolation, new Box(0, 0, width, height), newWidth, newHeight, window, rows);
  }

  private void resample(RgbImage image, Box source, Rows rows) {
    Box window = new Box(0, 0, imageSize, imageSize);
    Resampling.resample(image, interpolation, source, imageSize, imageSize, window, rows);
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
            out[to + x] = normalisation.value(c, levels[from + imageSize - 1 - x]);
          }
        } else {
          for (int x = 0; x < imageSize; x++) {
            out[to + x] = normalisation.value(c, levels[from + x]);
          }
        }
      }
    };
  }
}
