package org.heredity.datasets;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.heredity.datasets.FolderLayout.Section;
import org.heredity.datasets.files.FileTree;
import org.heredity.datasets.files.FileTree.TreeFile;

/**
 * The class folders of one split. Names that differ in Unicode form only, as macOS and others write
 * them, are one class; it has the composed form (NFC) and its place in the order of what is there.
 */
final class ClassFolders {
  private final Section section;
  private final Map<String, List<String>> images = new LinkedHashMap<>();
  private final Set<String> empty = new TreeSet<>();
  private int ignored;
  private String firstIgnored;

  ClassFolders(FileTree tree, Section section, ImageFiles files) {
    this.section = section;
    TreeMap<String, List<String>> asNamed = new TreeMap<>();
    Set<String> named = new TreeSet<>();
    for (TreeFile file : tree.files()) {
      if (file.name().startsWith(section.folder())) {
        add(file.name(), files, asNamed, named);
      }
    }
    for (String folder : tree.emptyFolders()) {
      if (folder.startsWith(section.folder()) && folder.length() > section.folder().length()) {
        named.add(folder.substring(section.folder().length()).split("/")[0]);
      }
    }
    asNamed.forEach(
        (name, all) -> images.computeIfAbsent(composed(name), n -> new ArrayList<>()).addAll(all));
    named.stream().map(ClassFolders::composed).forEach(empty::add);
    empty.removeAll(images.keySet());
  }

  private static String composed(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }

  private void add(
      String file, ImageFiles files, Map<String, List<String>> asNamed, Set<String> named) {
    int start = section.folder().length();
    int slash = file.indexOf('/', start);
    if (slash > 0) {
      String name = file.substring(start, slash);
      named.add(name);
      if (section.inside().isPresent() && !isInside(file, slash + 1)) {
        return;
      }
      if (files.isImage(file)) {
        asNamed.computeIfAbsent(name, n -> new ArrayList<>()).add(file);
        return;
      }
    }
    firstIgnored = ignored++ == 0 ? file : firstIgnored;
  }

  /** Whether what starts there is in a folder of the split that counts. */
  private boolean isInside(String file, int start) {
    int slash = file.indexOf('/', start);
    return slash > 0 && Split.named(file.substring(start, slash)).equals(section.inside());
  }

  /** The folder that they are in, with a slash at its end; empty for the top. */
  String folder() {
    return section.folder();
  }

  /** The split that each of them has in it; empty for what the folder itself says. */
  Optional<Split> inside() {
    return section.inside();
  }

  /** Those that hold images, in order. */
  List<String> classes() {
    return List.copyOf(images.keySet());
  }

  /** Those that hold none. */
  Set<String> empty() {
    return empty;
  }

  /** How many files are no images, or in no class folder. */
  int ignored() {
    return ignored;
  }

  String firstIgnored() {
    return firstIgnored;
  }

  /** All images, labelled by the places of their classes in {@code classes}. */
  List<LabelledFile> files(List<String> classes, String root) {
    List<LabelledFile> files = new ArrayList<>();
    images.forEach(
        (name, names) -> {
          int label = classes.indexOf(name);
          names.forEach(f -> files.add(new LabelledFile(f, f.substring(root.length()), label)));
        });
    return files;
  }
}
