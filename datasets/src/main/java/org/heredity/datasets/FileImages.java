package org.heredity.datasets;

import java.util.List;
import org.heredity.data.ImageSource;
import org.heredity.data.RgbImage;
import org.heredity.data.decode.ImageDecoder;
import org.heredity.datasets.files.FileTree;

/** Images of a tree of files, read and decoded on demand. Immutable and thread-safe. */
final class FileImages implements ImageSource {
  private final FileTree tree;
  private final List<LabelledFile> files;
  private final ImageDecoder decoder;

  FileImages(FileTree tree, List<LabelledFile> files, ImageDecoder decoder) {
    this.tree = tree;
    this.files = List.copyOf(files);
    this.decoder = decoder;
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public String id(int index) {
    return files.get(index).id();
  }

  @Override
  public int label(int index) {
    return files.get(index).label();
  }

  @Override
  public RgbImage read(int index) {
    String file = files.get(index).file();
    return decoder.decode(tree.bytes(file), tree.display(file));
  }

  /** The contents of the file of image {@code index}. */
  byte[] bytes(int index) {
    return tree.bytes(files.get(index).file());
  }
}
