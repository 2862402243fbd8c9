package org.heredity.datasets;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.heredity.api.dataset.DatasetFacts;
import org.heredity.api.dataset.DatasetFormat;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.datasets.files.FileTree;
import org.heredity.datasets.files.FileTree.TreeFile;
import org.heredity.datasets.files.FileTrees;
import org.heredity.datasets.files.RecentArchive;

/**
 * Images in class folders: {@code train/<class>/…} and {@code test/<class>/…}, or {@code <class>/…}
 * without a split, in a folder, a {@code .zip}, a {@code .tar} or a {@code .tar.gz}. One folder
 * that wraps everything is tolerated. Classes are in the order of their names, as torchvision has
 * them; ids are the files' names.
 */
public final class FolderFormat implements DatasetFormat {
  private static final String TRAIN = "train";
  private static final String TEST = "test";

  private final RecentArchive archives;

  /** The format; {@code archives} opens what lies at a path. */
  public FolderFormat(RecentArchive archives) {
    this.archives = archives;
  }

  @Override
  public String name() {
    return "folder";
  }

  @Override
  public DatasetFacts facts() {
    return new DatasetFacts(
        "JPEG or PNG images in train/<class>/ and test/<class>/, or in <class>/ to be split;"
            + " a folder, .zip, .tar or .tar.gz",
        0,
        0,
        0,
        "yours to know",
        "");
  }

  @Override
  public boolean recognises(Path path) {
    return FileTrees.kind(path) != FileTrees.Kind.OTHER;
  }

  @Override
  public boolean generic() {
    return true;
  }

  @Override
  public Dataset open(DatasetRequest request) {
    FileTree tree = archives.open(request);
    return read(tree, request.seed()).open(request);
  }

  private static FileDataset read(FileTree tree, long seed) {
    String root = root(tree);
    Set<String> top = foldersIn(tree, root.length());
    if (!top.contains(TRAIN) && top.contains(TEST)) {
      throw new DataException(
          tree.display(root + TRAIN)
              + ": expected training images in class folders beside 'test', found none; add them");
    }
    List<String> notes = new ArrayList<>();
    ClassFolders train = new ClassFolders(tree, root + (top.contains(TRAIN) ? TRAIN + "/" : ""));
    noteIgnored(train, notes);
    FileDataset dataset;
    if (top.contains(TRAIN) && top.contains(TEST)) {
      ClassFolders test = new ClassFolders(tree, root + TEST + "/");
      noteIgnored(test, notes);
      requireKnown(tree, train, test);
      noteMissing(train, test, notes);
      dataset =
          new FileDataset(
              tree,
              train.classes(),
              train.files(train.classes(), root),
              test.files(train.classes(), root),
              notes);
    } else {
      FileSplit split =
          FileSplit.of(tree, train.classes(), train.files(train.classes(), root), seed);
      notes.add(split.note(seed));
      dataset = new FileDataset(tree, train.classes(), split.train(), split.test(), notes);
    }
    return dataset;
  }

  /** The folder that wraps everything, with a slash, or nothing. */
  private static String root(FileTree tree) {
    Set<String> folders = foldersIn(tree, 0);
    tree.emptyFolders().forEach(name -> folders.add(name.split("/")[0]));
    if (folders.size() != 1 || folders.contains(TRAIN) || folders.contains(TEST)) {
      return "";
    }
    String only = folders.iterator().next() + "/";
    // A single class folder is no wrapper: its images would be taken for nobody's.
    boolean wraps = tree.files().stream().anyMatch(f -> f.name().indexOf('/', only.length()) > 0);
    return wraps ? only : "";
  }

  /** The names of folders that hold files, which start at position {@code start} of their names. */
  private static Set<String> foldersIn(FileTree tree, int start) {
    Set<String> folders = new TreeSet<>();
    String last = "";
    for (TreeFile file : tree.files()) {
      String name = file.name();
      int slash = name.indexOf('/', start);
      // Files of one folder follow each other, and there may be a million.
      if (slash > 0 && !(slash == start + last.length() && name.startsWith(last, start))) {
        last = name.substring(start, slash);
        folders.add(last);
      }
    }
    return folders;
  }

  private static void requireKnown(FileTree tree, ClassFolders train, ClassFolders test) {
    for (String name : test.classes()) {
      if (!train.classes().contains(name)) {
        throw new DataException(
            tree.display(test.folder() + name)
                + ": class '"
                + name
                + "' is in test but not in train, which has "
                + shortened(train.classes())
                + "; add training images of it or remove the folder");
      }
    }
  }

  private static void noteMissing(ClassFolders train, ClassFolders test, List<String> notes) {
    List<String> missing = new ArrayList<>(train.classes());
    missing.removeAll(test.classes());
    if (!missing.isEmpty()) {
      notes.add("There are no test images of " + shortened(missing) + ".");
    }
  }

  private static void noteIgnored(ClassFolders folders, List<String> notes) {
    if (folders.ignored() > 0) {
      notes.add(
          folders.ignored()
              + (folders.ignored() == 1 ? " file" : " files")
              + " of "
              + (folders.folder().isEmpty() ? "the top folder" : folders.folder())
              + " neither JPEG nor PNG in a class folder left out, the first "
              + folders.firstIgnored()
              + ".");
    }
  }

  private static String shortened(List<String> names) {
    return names.size() <= 12
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, 10)) + " and " + (names.size() - 10) + " more";
  }

  /** The class folders of one split. */
  private static final class ClassFolders {
    private final String folder;
    private final TreeMap<String, List<String>> images = new TreeMap<>();
    private int ignored;
    private String firstIgnored;

    ClassFolders(FileTree tree, String folder) {
      this.folder = folder;
      Set<String> named = new TreeSet<>();
      for (TreeFile file : tree.files()) {
        if (file.name().startsWith(folder)) {
          add(file.name(), named);
        }
      }
      for (String empty : tree.emptyFolders()) {
        if (empty.startsWith(folder) && empty.length() > folder.length()) {
          named.add(empty.substring(folder.length()).split("/")[0]);
        }
      }
      if (images.isEmpty()) {
        throw new DataException(
            (folder.isEmpty() ? tree.location() : tree.display(folder))
                + ": has no images; expected .jpg, .jpeg or .png files in a folder for every class");
      }
      for (String name : named) {
        if (!images.containsKey(name)) {
          throw new DataException(
              tree.display(folder + name)
                  + ": the class folder holds no image (.jpg, .jpeg or .png); add images or remove"
                  + " the folder");
        }
      }
    }

    private void add(String file, Set<String> named) {
      int slash = file.indexOf('/', folder.length());
      String className = slash < 0 ? "" : file.substring(folder.length(), slash);
      if (slash > 0) {
        named.add(className);
      }
      if (slash > 0 && ImageFiles.isImage(file)) {
        images.computeIfAbsent(className, name -> new ArrayList<>()).add(file);
      } else {
        firstIgnored = ignored++ == 0 ? file : firstIgnored;
      }
    }

    String folder() {
      return folder;
    }

    List<String> classes() {
      return List.copyOf(images.keySet());
    }

    int ignored() {
      return ignored;
    }

    String firstIgnored() {
      return firstIgnored;
    }

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
}
