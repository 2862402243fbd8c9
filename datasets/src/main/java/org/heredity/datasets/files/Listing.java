package org.heredity.datasets.files;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.heredity.data.DataException;
import org.heredity.datasets.files.FileTree.TreeFile;

/** Collects the names of a tree, within bounds. Not thread-safe. */
final class Listing {
  /** ImageNet has 1.4 million files. */
  private static final int MAX_ENTRIES = 4_000_000;

  private final String location;
  private final EntryNames names = new EntryNames();
  private final List<TreeFile> files = new ArrayList<>();
  private final Set<String> folders = new HashSet<>();
  private int entries;

  Listing(String location) {
    this.location = location;
  }

  /** Adds a file; returns false if it is noise. */
  boolean file(String name, long size, long stamp) {
    count();
    if (names.noise(name)) {
      return false;
    }
    files.add(new TreeFile(name, size, stamp));
    return true;
  }

  void folder(String name) {
    count();
    if (!name.isEmpty() && !names.noise(name)) {
      folders.add(name);
    }
  }

  /** All files, sorted; fails if two have the same name. */
  List<TreeFile> files() {
    files.sort(Comparator.comparing(TreeFile::name));
    for (int i = 1; i < files.size(); i++) {
      String name = files.get(i).name();
      if (name.equals(files.get(i - 1).name())) {
        throw new DataException(
            location + ": two entries have the name '" + name + "'; make the archive anew");
      }
    }
    return Collections.unmodifiableList(files);
  }

  Set<String> emptyFolders() {
    Set<String> empty = new HashSet<>(folders);
    String last = "";
    for (TreeFile file : files) {
      String name = file.name();
      String parent = name.substring(0, Math.max(0, name.lastIndexOf('/')));
      if (!parent.equals(last)) {
        empty.remove(parent);
        removeParents(parent, empty);
        last = parent;
      }
    }
    folders.forEach(name -> removeParents(name, empty));
    return Collections.unmodifiableSet(empty);
  }

  private static void removeParents(String name, Set<String> folders) {
    for (int at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1)) {
      folders.remove(name.substring(0, at));
    }
  }

  private void count() {
    if (++entries > MAX_ENTRIES) {
      throw new DataException(
          location + ": has more than " + MAX_ENTRIES + " entries; no dataset known here has");
    }
  }
}
