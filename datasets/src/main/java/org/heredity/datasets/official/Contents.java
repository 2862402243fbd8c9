package org.heredity.datasets.official;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.api.dataset.DatasetRequest.Unreadable;
import org.heredity.api.dataset.Superclasses;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.datasets.FileDataset;
import org.heredity.datasets.LabelledFile;
import org.heredity.datasets.files.FileTree;
import org.heredity.datasets.files.FileTree.TreeFile;

/** The files of a dataset that is published in several parts, found wherever they lie. */
final class Contents {
  private static final String SUPERCLASSES = "superclasses.txt";

  private final String layout;
  private final FileTree tree;
  private final List<String> names;
  private final Set<String> present;

  Contents(String layout, FileTree tree) {
    this.layout = layout;
    this.tree = tree;
    this.names = tree.files().stream().map(TreeFile::name).toList();
    this.present = new HashSet<>(names);
  }

  FileTree tree() {
    return tree;
  }

  /** The file that is or ends in {@code name}, the least deep one. */
  Optional<String> find(String name) {
    return names.stream()
        .filter(file -> file.equals(name) || file.endsWith("/" + name))
        .min(Comparator.comparingInt(String::length));
  }

  /** Whether there is such a file or, with a slash at its end, such a folder. */
  boolean provides(String name) {
    return name.endsWith("/")
        ? names.stream().anyMatch(file -> file.startsWith(name) || file.contains("/" + name))
        : find(name).isPresent();
  }

  /** What {@link #find} finds, or an error that says what is missing. */
  String file(String name) {
    return find(name).orElseThrow(() -> missing(name));
  }

  /** What comes before {@code folder/} in the names of the least deep files of such a folder. */
  String above(String folder) {
    String inside = folder + "/";
    return names.stream()
        .filter(file -> file.startsWith(inside) || file.contains("/" + inside))
        .map(
            file ->
                file.startsWith(inside) ? "" : file.substring(0, file.indexOf("/" + inside) + 1))
        .min(Comparator.comparingInt(String::length))
        .orElseThrow(() -> missing(inside));
  }

  /** The lines of a text file that are not blank, without blanks around them. */
  List<String> lines(String name) {
    String file = file(name);
    String text = new String(tree.bytes(file), StandardCharsets.UTF_8);
    List<String> lines = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (lines.isEmpty()) {
      throw new DataException(tree.display(file) + ": has no lines; get it again");
    }
    return lines;
  }

  /**
   * The groups in the user's {@code superclasses.txt}, if there is one.
   *
   * @param classes how it names the classes, in label order
   */
  Optional<Superclasses> superclasses(Supplier<List<String>> classes) {
    return find(SUPERCLASSES)
        .map(
            file ->
                Superclasses.parse(
                    tree.display(file),
                    new String(tree.bytes(file), StandardCharsets.UTF_8),
                    classes.get()));
  }

  /** An error about a file of this dataset. */
  DataException wrong(String file, String what) {
    return new DataException(tree.display(file) + ": " + what + "; get it again");
  }

  private DataException missing(String name) {
    return new DataException(
        tree.location()
            + ": expected '"
            + name
            + "' of "
            + layout
            + ", found none; './heredity datasets get "
            + layout
            + "' gets all of it or tells where it is");
  }

  /**
   * Opens a dataset of listed files, of which some may be missing.
   *
   * @param above what to put before each file's name; ids are without it
   */
  Dataset open(
      DatasetRequest request,
      String above,
      List<String> classes,
      List<LabelledFile> train,
      List<LabelledFile> test) {
    List<String> missing = new ArrayList<>();
    List<LabelledFile> trained = located(above, train, missing);
    List<LabelledFile> tested = located(above, test, missing);
    List<String> notes = new ArrayList<>(tree.notes());
    if (!missing.isEmpty()) {
      int listed = train.size() + test.size();
      String what = missing.size() + " of " + listed + " listed images";
      if (request.unreadable() == Unreadable.FAIL) {
        throw new DataException(
            tree.location()
                + ": "
                + what
                + " are missing, the first "
                + missing.get(0)
                + "; get the images again, or have unreadable images skipped");
      }
      notes.add(what + " are missing, the first " + missing.get(0) + ".");
    }
    return new FileDataset(tree, classes, trained, tested, notes).open(request);
  }

  private List<LabelledFile> located(
      String above, List<LabelledFile> listed, List<String> missing) {
    List<LabelledFile> located = new ArrayList<>();
    for (LabelledFile file : listed) {
      String name = above + file.file();
      if (present.contains(name)) {
        located.add(new LabelledFile(name, file.id(), file.label()));
      } else {
        missing.add(name);
      }
    }
    return located;
  }
}
