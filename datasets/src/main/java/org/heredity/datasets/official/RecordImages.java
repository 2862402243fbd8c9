package org.heredity.datasets.official;

import java.util.List;
import org.heredity.data.ImageSource;
import org.heredity.data.RgbImage;
import org.heredity.datasets.files.FileTree;

/**
 * Images of a fixed size that lie one after the other in a few files. Immutable and thread-safe.
 */
final class RecordImages implements ImageSource {
  /**
   * Where some of the images are.
   *
   * @param tree with the file
   * @param file in the tree
   * @param first position of the first image's pixels
   * @param stride from one image to the next, in bytes
   */
  record Run(FileTree tree, String file, long first, int stride) {}

  private final String split;
  private final List<Run> runs;
  private final int perRun;
  private final int side;
  private final byte[] labels;

  /**
   * Images of three planes of {@code side * side} bytes, red first.
   *
   * @param split the first part of the ids
   * @param runs of {@code perRun} images each
   * @param labels of all images
   */
  RecordImages(String split, List<Run> runs, int perRun, int side, byte[] labels) {
    this.split = split;
    this.runs = List.copyOf(runs);
    this.perRun = perRun;
    this.side = side;
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
    Run run = runs.get(index / perRun);
    int plane = side * side;
    byte[] planes = new byte[3 * plane];
    run.tree().read(run.file(), run.first() + (long) (index % perRun) * run.stride(), planes);
    byte[] rgb = new byte[3 * plane];
    for (int p = 0; p < plane; p++) {
      for (int c = 0; c < 3; c++) {
        rgb[3 * p + c] = planes[c * plane + p];
      }
    }
    return new RgbImage(side, side, rgb);
  }
}
