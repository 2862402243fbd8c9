package org.heredity.datasets;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.heredity.api.dataset.DatasetFacts;
import org.heredity.api.dataset.DatasetFormat;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.api.dataset.DatasetRequest.Unreadable;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.datasets.files.FileTree;
import org.heredity.datasets.files.FileTrees;
import org.heredity.datasets.files.RecentArchive;

/**
 * Images in class folders: {@code train/<class>/…} and {@code test/<class>/…}, perhaps {@code
 * val/<class>/…}, or {@code <class>/…} without a split, in a folder, a {@code .zip}, a {@code .tar}
 * or a {@code .tar.gz}, wherever in it that is. Classes are in the order of their names, as
 * torchvision has them; ids are the files' names.
 */
public final class FolderFormat implements DatasetFormat {
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
        "Images in train/<class>/ and test/<class>/, or in <class>/ to be split;"
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
    return read(tree, request).open(request);
  }

  private static FileDataset read(FileTree tree, DatasetRequest request) {
    ImageFiles images = new ImageFiles(tree);
    Folder top = Folder.of(tree, images);
    if (top.images() == 0) {
      throw new DataException(
          tree.location()
              + ": has no images; expected JPEG, PNG, WebP, TIFF, GIF, BMP or PPM files in a folder for"
              + " every class");
    }
    FolderLayout layout = FolderLayout.find(tree, top);
    Map<Split, ClassFolders> splits = new EnumMap<>(Split.class);
    layout
        .sections()
        .forEach((split, section) -> splits.put(split, new ClassFolders(tree, section, images)));
    List<String> notes = new ArrayList<>(tree.notes());
    notes.addAll(layout.notes());
    splits.values().forEach(folders -> noteIgnored(folders, notes));
    noteEmpty(splits.values(), notes);
    ClassFolders train = splits.get(Split.TRAIN);
    List<String> classes = new ArrayList<>(train.classes());
    splits.forEach(
        (split, folders) ->
            addUnknown(classes, folders, request.unreadable() == Unreadable.KEEP, split, tree));
    List<LabelledFile> all = train.files(classes, layout.root());
    if (!splits.containsKey(Split.TEST)) {
      FileSplit split = FileSplit.of(tree, classes, all, request.seed());
      notes.add(split.note(request.seed()));
      return new FileDataset(tree, classes, split.train(), split.test(), notes);
    }
    List<LabelledFile> test = splits.get(Split.TEST).files(classes, layout.root());
    Optional<List<LabelledFile>> validation =
        Optional.ofNullable(splits.get(Split.VALIDATION))
            .map(folders -> folders.files(classes, layout.root()));
    return new FileDataset(tree, classes, all, test, validation.orElse(List.of()), notes);
  }

  /** What has no training images cannot be learned; who only looks is shown it all the same. */
  private static void addUnknown(
      List<String> classes, ClassFolders folders, boolean add, Split split, FileTree tree) {
    for (String name : folders.classes()) {
      if (add && !classes.contains(name)) {
        classes.add(name);
      } else if (!classes.contains(name)) {
        throw new DataException(
            tree.display(folders.folder() + name)
                + ": class '"
                + name
                + "' is in "
                + split.adjective()
                + " but not in train, which has "
                + FileDataset.shortened(classes)
                + "; add training images of it or remove the folder");
      }
    }
  }

  private static void noteEmpty(Collection<ClassFolders> splits, List<String> notes) {
    Set<String> empty = new TreeSet<>();
    splits.forEach(folders -> empty.addAll(folders.empty()));
    splits.forEach(folders -> empty.removeAll(folders.classes()));
    if (!empty.isEmpty()) {
      notes.add(
          "Class folders without an image are left out: "
              + FileDataset.shortened(List.copyOf(empty))
              + ".");
    }
  }

  private static void noteIgnored(ClassFolders folders, List<String> notes) {
    if (folders.ignored() > 0) {
      notes.add(
          folders.ignored()
              + (folders.ignored() == 1 ? " file" : " files")
              + " of "
              + (folders.folder().isEmpty() ? "the top folder" : folders.folder())
              + " that "
              + (folders.ignored() == 1 ? "is" : "are")
              + " no image in a class folder left out, the first "
              + folders.firstIgnored()
              + ".");
    }
  }
}
