package org.heredity.reengineering;

import org.heredity.data.ImageSource;
import org.heredity.data.RgbImage;

/** Some images of a source, under other labels. Safe for use by several threads. */
final class RelabelledSource implements ImageSource {
  private final ImageSource source;
  private final int[] indices;
  private final int[] labels;

  /**
   * A view.
   *
   * @param indices into {@code source}
   * @param labels of those images
   */
  RelabelledSource(ImageSource source, int[] indices, int[] labels) {
    this.source = source;
    this.indices = indices.clone();
    this.labels = labels.clone();
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public String id(int index) {
    return source.id(indices[index]);
  }

  @Override
  public int label(int index) {
    return labels[index];
  }

  @Override
  public RgbImage read(int index) {
    return source.read(indices[index]);
  }
}
