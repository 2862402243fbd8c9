package org.heredity.datasets;

import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.heredity.datasets.files.FileTree;
import org.heredity.datasets.files.FileTree.TreeFile;

/** A folder of a tree, and how many images are where. Not changed once it is made. */
final class Folder {
  private final String name;
  private final String path;
  private final TreeMap<String, Folder> children = new TreeMap<>();
  private int images;
  private int below;

  private Folder(String name, String path) {
    this.name = name;
    this.path = path;
  }

  /** The top folder of a tree, with all that are in it, also those without images. */
  static Folder of(FileTree tree, ImageFiles images) {
    Folder top = new Folder("", "");
    Folder last = top;
    for (TreeFile file : tree.files()) {
      String parent = file.name().substring(0, file.name().lastIndexOf('/') + 1);
      // Files of one folder follow each other, and there may be a million.
      last = parent.equals(last.path) ? last : top.make(parent);
      last.images += images.isImage(file.name()) ? 1 : 0;
    }
    tree.emptyFolders().forEach(empty -> top.make(empty + "/"));
    top.count();
    return top;
  }

  private Folder make(String wanted) {
    Folder folder = this;
    for (int start = 0; start < wanted.length(); ) {
      int end = wanted.indexOf('/', start);
      String above = wanted.substring(0, end + 1);
      folder =
          folder.children.computeIfAbsent(
              wanted.substring(start, end), child -> new Folder(child, above));
      start = end + 1;
    }
    return folder;
  }

  private int count() {
    below = images + children.values().stream().mapToInt(Folder::count).sum();
    return below;
  }

  String name() {
    return name;
  }

  /** From the top, with a slash at its end; empty for the top itself. */
  String path() {
    return path;
  }

  /** The folders in it. */
  Collection<Folder> children() {
    return children.values();
  }

  /** The folders in it that hold images, themselves or below them. */
  List<Folder> filled() {
    return children.values().stream().filter(child -> child.below > 0).toList();
  }

  /** Images in it and below it. */
  int images() {
    return below;
  }

  /** Whether there are images directly in it. */
  boolean holdsImages() {
    return images > 0;
  }
}
