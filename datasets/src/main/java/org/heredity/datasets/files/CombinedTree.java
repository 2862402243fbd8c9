package org.heredity.datasets.files;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.heredity.data.DataException;

/**
 * Several trees as one, such as a folder with the archives that lie in it. Of two files of one name
 * the one of the earlier tree counts.
 */
public final class CombinedTree implements FileTree {
  private final String location;
  private final List<TreeFile> files = new ArrayList<>();
  private final Map<String, FileTree> owners = new HashMap<>();
  private final Set<String> emptyFolders = new HashSet<>();
  private final List<String> notes = new ArrayList<>();

  /**
   * Combines trees.
   *
   * @param location for messages about the whole
   * @param trees at least one
   */
  public CombinedTree(String location, List<FileTree> trees) {
    this.location = location;
    for (FileTree tree : trees) {
      for (TreeFile file : tree.files()) {
        if (owners.putIfAbsent(file.name(), tree) == null) {
          files.add(file);
        }
      }
      emptyFolders.addAll(tree.emptyFolders());
      notes.addAll(tree.notes());
    }
    files.sort(Comparator.comparing(TreeFile::name));
  }

  @Override
  public String location() {
    return location;
  }

  @Override
  public List<TreeFile> files() {
    return List.copyOf(files);
  }

  @Override
  public Set<String> emptyFolders() {
    return Set.copyOf(emptyFolders);
  }

  @Override
  public byte[] bytes(String name) {
    return owner(name).bytes(name);
  }

  @Override
  public void read(String name, long position, byte[] into) {
    owner(name).read(name, position, into);
  }

  @Override
  public byte[] start(String name, int most) {
    return owner(name).start(name, most);
  }

  @Override
  public List<String> notes() {
    return List.copyOf(notes);
  }

  @Override
  public String display(String name) {
    FileTree owner = owners.get(name);
    return owner == null ? location + "/" + name : owner.display(name);
  }

  private FileTree owner(String name) {
    FileTree owner = owners.get(name);
    if (owner == null) {
      throw new DataException(location + ": has no '" + name + "'");
    }
    return owner;
  }
}
