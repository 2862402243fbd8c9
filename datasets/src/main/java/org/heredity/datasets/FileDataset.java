package org.heredity.datasets;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.api.dataset.DatasetRequest.Unreadable;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.data.decode.ImageDecoder;
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
 * @param notes what the layout has to say
 */
public record FileDataset(
    FileTree tree,
    List<String> classes,
    List<LabelledFile> train,
    List<LabelledFile> test,
    List<String> notes) {
  private static final int LOOK_BYTES = 1 << 16;

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
        classes,
        new FileImages(tree, usable.train, decoder),
        new FileImages(tree, usable.test, decoder),
        new RememberedDigests(request.cache()).of(usable.look(), () -> usable.digest(index)),
        usable.notes);
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
    return new FileDataset(tree, classes, without(train, defects), without(test, defects), more);
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
    int[] counts = new int[classes.size()];
    train.forEach(file -> counts[file.label()]++);
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
    for (LabelledFile file : empty.isEmpty() ? List.<LabelledFile>of() : files()) {
      if (empty.contains(file.file())) {
        throw new DataException(
            "image '"
                + tree.display(file.file())
                + "' is empty (0 bytes); replace the file or remove it from the dataset");
      }
    }
  }

  private List<LabelledFile> files() {
    return Stream.concat(train.stream(), test.stream()).toList();
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
    for (List<LabelledFile> split : List.of(train, test)) {
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
    // Both splits at once, so that whoever waits sees one count.
    index.digests(files().stream().map(LabelledFile::file).toList());
    add(digest, "train", train, index);
    add(digest, "test", test, index);
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
