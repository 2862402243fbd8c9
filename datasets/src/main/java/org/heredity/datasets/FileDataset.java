package org.heredity.datasets;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.api.dataset.DatasetRequest.Unreadable;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.data.decode.ImageDecoder;
import org.heredity.data.decode.ImageFormat;
import org.heredity.data.decode.OtherFile;
import org.heredity.datasets.files.ContentIndex;
import org.heredity.datasets.files.FileTree;
import org.heredity.datasets.files.FileTree.TreeFile;
import org.heredity.datasets.files.RememberedDigests;
import org.heredity.files.Sha256;

/**
 * A dataset of image files, before it is opened: what a layout says of them.
 *
 * <p>The digest is SHA-256 over the class names and, in order, every image's split, id, class and
 * SHA-256 of its file. So the same images have the same digest in a folder, a zip or a tar.
 *
 * @param tree where the files are
 * @param classes class names, in label order
 * @param train the training images, in order
 * @param test the test images, in order
 * @param validation the images to make choices on, in order; none where a part of the training
 *     images is held out for that
 * @param notes what the layout has to say
 */
public record FileDataset(
    FileTree tree,
    List<String> classes,
    List<LabelledFile> train,
    List<LabelledFile> test,
    List<LabelledFile> validation,
    List<String> notes) {
  private static final int LOOK_BYTES = 1 << 16;

  /** A dataset without validation images of its own. */
  public FileDataset(
      FileTree tree,
      List<String> classes,
      List<LabelledFile> train,
      List<LabelledFile> test,
      List<String> notes) {
    this(tree, classes, train, test, List.of(), notes);
  }

  /** Opens it: leaves out what cannot be decoded if asked to, checks that every class is there. */
  public Dataset open(DatasetRequest request) {
    ImageDecoder decoder = new ImageDecoder();
    ContentIndex index = new ContentIndex(tree, request.cache(), request.progress());
    boolean skip = request.unreadable() == Unreadable.SKIP;
    FileDataset usable = skip ? skip(index, decoder) : this;
    if (request.unreadable() != Unreadable.KEEP) {
      usable.requireAllClasses();
      usable.requireContents();
    }
    return new Dataset(
        request.name(),
        usable.classes,
        new FileImages(tree, usable.train, decoder),
        new FileImages(tree, usable.test, decoder),
        Optional.of(usable.validation)
            .filter(files -> !files.isEmpty())
            .map(files -> new FileImages(tree, files, decoder)),
        new RememberedDigests(request.cache()).of(usable.look(), () -> usable.digest(index)),
        usable.allNotes());
  }

  /** The notes, with the classes that one of the splits lacks. */
  private List<String> allNotes() {
    List<String> all = new ArrayList<>(notes);
    noteMissing("training", train, all);
    noteMissing("test", test, all);
    return all;
  }

  private void noteMissing(String split, List<LabelledFile> files, List<String> all) {
    int[] counts = counts(files);
    List<String> missing =
        IntStream.range(0, counts.length)
            .filter(c -> counts[c] == 0)
            .mapToObj(classes::get)
            .toList();
    if (!missing.isEmpty()) {
      all.add("There are no " + split + " images of " + shortened(missing) + ".");
    }
  }

  private int[] counts(List<LabelledFile> files) {
    int[] counts = new int[classes.size()];
    files.forEach(file -> counts[file.label()]++);
    return counts;
  }

  /** The names as a sentence lists them: not all of many. */
  static String shortened(List<String> names) {
    return names.size() <= 12
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, 10)) + " and " + (names.size() - 10) + " more";
  }

  private FileDataset skip(ContentIndex index, ImageDecoder decoder) {
    List<String> names = files().stream().map(LabelledFile::file).toList();
    Map<String, String> defects =
        index.defects(names, (name, bytes) -> defect(decoder, name, bytes));
    if (defects.isEmpty()) {
      return this;
    }
    List<String> more = new ArrayList<>(notes);
    String first = names.stream().filter(defects::containsKey).findFirst().orElseThrow();
    more.add(
        defects.size()
            + (defects.size() == 1
                ? " image that cannot be decoded was"
                : " images that cannot be decoded were")
            + " left out, the first "
            + tree.display(first)
            + ".");
    return new FileDataset(
            tree,
            classes,
            without(train, defects),
            without(test, defects),
            without(validation, defects),
            more)
        .withoutEmptyClasses();
  }

  /** Without the classes of which no image is left. */
  private FileDataset withoutEmptyClasses() {
    int[] counts = counts(files());
    int[] labels = new int[counts.length];
    List<String> filled = new ArrayList<>();
    List<String> empty = new ArrayList<>();
    for (int c = 0; c < counts.length; c++) {
      labels[c] = filled.size();
      (counts[c] == 0 ? empty : filled).add(classes.get(c));
    }
    if (empty.isEmpty()) {
      return this;
    }
    List<String> more = new ArrayList<>(notes);
    more.add("Classes of which no image is left are left out: " + shortened(empty) + ".");
    return new FileDataset(
        tree,
        filled,
        relabelled(train, labels),
        relabelled(test, labels),
        relabelled(validation, labels),
        more);
  }

  private static List<LabelledFile> relabelled(List<LabelledFile> files, int[] labels) {
    return files.stream()
        .map(file -> new LabelledFile(file.file(), file.id(), labels[file.label()]))
        .toList();
  }

  private static List<LabelledFile> without(List<LabelledFile> files, Map<String, String> defects) {
    return files.stream().filter(file -> !defects.containsKey(file.file())).toList();
  }

  private static String defect(ImageDecoder decoder, String name, byte[] bytes) {
    try {
      decoder.decode(bytes, name);
      return null;
    } catch (DataException e) {
      return e.getMessage();
    }
  }

  private void requireAllClasses() {
    int[] counts = counts(train);
    for (int c = 0; c < counts.length; c++) {
      if (counts[c] == 0) {
        throw new DataException(
            tree.location()
                + ": class '"
                + classes.get(c)
                + "' has no training image that can be decoded; add images or remove the class");
      }
    }
    if (test.isEmpty()) {
      throw new DataException(tree.location() + ": has no test image; add some to test/");
    }
  }

  private void requireContents() {
    Set<String> empty = new HashSet<>();
    tree.files().stream().filter(f -> f.size() == 0).forEach(f -> empty.add(f.name()));
    for (LabelledFile file : files()) {
      if (ImageFiles.isUnread(file.file())) {
        byte[] start = tree.start(file.file(), OtherFile.LOOKS_AT);
        if (ImageFormat.of(start).isEmpty()) {
          throw new DataException(
              "image '"
                  + tree.display(file.file())
                  + "' cannot be decoded: it is "
                  + OtherFile.describe(start));
        }
      }
      if (empty.contains(file.file())) {
        throw new DataException(
            "image '"
                + tree.display(file.file())
                + "' is empty (0 bytes); replace the file or remove it from the dataset");
      }
    }
  }

  private List<LabelledFile> files() {
    return Stream.of(train, test, validation).flatMap(List::stream).toList();
  }

  /** Those that there are, in order: what comes without validation images has no such split. */
  private Map<String, List<LabelledFile>> splits() {
    Map<String, List<LabelledFile>> splits = new LinkedHashMap<>();
    splits.put("train", train);
    splits.put("test", test);
    if (!validation.isEmpty()) {
      splits.put("validation", validation);
    }
    return splits;
  }

  /** SHA-256 over what {@link #digest} depends on, with sizes and stamps instead of contents. */
  private String look() {
    MessageDigest digest = Sha256.newDigest();
    StringBuilder text = new StringBuilder();
    text.append(Path.of(tree.location()).toAbsolutePath().normalize()).append('\0');
    for (TreeFile file : tree.files()) {
      text.append(file.name()).append('\0').append(file.size()).append('\0').append(file.stamp());
      flush(text.append('\0'), digest, LOOK_BYTES);
    }
    classes.forEach(name -> text.append(name).append('\0'));
    for (List<LabelledFile> split : splits().values()) {
      text.append(split.size()).append('\0');
      for (LabelledFile file : split) {
        text.append(file.file()).append('\0').append(file.id()).append('\0').append(file.label());
        flush(text.append('\0'), digest, LOOK_BYTES);
      }
    }
    flush(text, digest, 0);
    return Sha256.hex(digest);
  }

  private static void flush(StringBuilder text, MessageDigest digest, int from) {
    if (text.length() >= from) {
      digest.update(text.toString().getBytes(StandardCharsets.UTF_8));
      text.setLength(0);
    }
  }

  private String digest(ContentIndex index) {
    MessageDigest digest = Sha256.newDigest();
    classes.forEach(name -> text(digest, name));
    // All splits at once, so that whoever waits sees one count.
    index.digests(files().stream().map(LabelledFile::file).toList());
    splits().forEach((split, files) -> add(digest, split, files, index));
    return Sha256.hex(digest);
  }

  private static void add(
      MessageDigest digest, String split, List<LabelledFile> files, ContentIndex index) {
    text(digest, split);
    List<byte[]> contents = index.digests(files.stream().map(LabelledFile::file).toList());
    for (int i = 0; i < files.size(); i++) {
      text(digest, files.get(i).id());
      text(digest, Integer.toString(files.get(i).label()));
      digest.update(contents.get(i));
    }
  }

  private static void text(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }
}
