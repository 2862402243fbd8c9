package org.heredity.datasets.official;

import java.util.Objects;
import org.heredity.data.ImageSource;
import org.heredity.data.RgbImage;

/** Grey images of one size, one after the other in memory. Immutable and thread-safe. */
final class GreyImages implements ImageSource {
  private final String split;
  private final byte[] pixels;
  private final int first;
  private final int width;
  private final int height;
  private final byte[] labels;

  /**
   * Images in memory.
   *
   * @param split the first part of the ids
   * @param pixels of all images, rows from the top; not copied
   * @param first position of the first pixel
   * @param labels of all images; not copied
   */
  GreyImages(String split, byte[] pixels, int first, int width, int height, byte[] labels) {
    this.split = split;
    this.pixels = pixels;
    this.first = first;
    this.width = width;
    this.height = height;
    this.labels = labels;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public String id(int index) {
    return "%s/%05d".formatted(split, index);
  }

  @Override
  public int label(int index) {
    return labels[index];
  }

  @Override
  public RgbImage read(int index) {
    int count = width * height;
    int from = first + Objects.checkIndex(index, labels.length) * count;
    byte[] rgb = new byte[3 * count];
    for (int p = 0; p < count; p++) {
      rgb[3 * p] = pixels[from + p];
      rgb[3 * p + 1] = pixels[from + p];
      rgb[3 * p + 2] = pixels[from + p];
    }
    return new RgbImage(width, height, rgb);
  }
}
