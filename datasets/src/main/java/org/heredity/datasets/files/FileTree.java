package org.heredity.datasets.files;

import java.util.List;
import java.util.Set;

/**
 * The files of a folder or an archive, read in place. Names are relative, with {@code /}, and never
 * lead outside. What nobody means to be data (hidden files, {@code __MACOSX}, {@code Thumbs.db}) is
 * not there. Immutable as long as nobody changes the folder; safe for use by several threads.
 */
public interface FileTree {
  /** Largest file that {@link #bytes} reads: no photograph is larger. */
  long MAX_BYTES = 1L << 28;

  /** The folder or archive, for messages. */
  String location();

  /** All files, in the order of their names' UTF-16 values. */
  List<TreeFile> files();

  /** The names of folders that hold nothing at all. */
  Set<String> emptyFolders();

  /**
   * The contents of a file.
   *
   * @throws org.heredity.data.DataException if it cannot be read, is damaged or has more than
   *     {@link #MAX_BYTES}; the message names it
   */
  byte[] bytes(String name);

  /**
   * Some bytes of a file.
   *
   * @param position of the first byte
   * @param into filled to the last byte
   * @throws org.heredity.data.DataException if the file ends before
   */
  void read(String name, long position, byte[] into);

  /**
   * The first bytes of a file.
   *
   * @param most how many at most
   * @return as many, or all that there are
   * @throws org.heredity.data.DataException if it cannot be read
   */
  byte[] start(String name, int most);

  /** What was left out of it, one sentence each. */
  default List<String> notes() {
    return List.of();
  }

  /** {@code location} and {@code name} as a message shows them. */
  default String display(String name) {
    return location() + "/" + name;
  }

  /**
   * A file of a tree.
   *
   * @param name relative to the tree, with {@code /}
   * @param size in bytes
   * @param stamp changes when the contents may have changed
   */
  record TreeFile(String name, long size, long stamp) {}
}
