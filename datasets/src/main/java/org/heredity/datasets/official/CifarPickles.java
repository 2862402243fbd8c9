package org.heredity.datasets.official;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.api.dataset.Superclasses;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.InertPickle;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;

/**
 * CIFAR's Python version, as torchvision downloads it: dicts with an array of images, a row of
 * three planes each, and lists of labels. The pickles are read as plain data; images stay in the
 * files.
 *
 * @param archive that holds it
 * @param trainFiles in order
 * @param metaFile with the names
 * @param key of the labels, and with {@code _names} behind its singular of their names
 * @param groupKey likewise, of the superclasses; empty if there are none
 */
record CifarPickles(
    String archive,
    List<String> trainFiles,
    String testFile,
    String metaFile,
    String key,
    String groupKey) {
  private static final int SIDE = 32;
  private static final int PIXELS = 3 * SIDE * SIDE;
  private static final int MOST_META = 1 << 16;

  static CifarPickles ten() {
    return new CifarPickles(
        "cifar-10-python.tar.gz",
        List.of("data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5"),
        "test_batch",
        "batches.meta",
        "label",
        "");
  }

  static CifarPickles hundred() {
    return new CifarPickles(
        "cifar-100-python.tar.gz", List.of("train"), "test", "meta", "fine_label", "coarse_label");
  }

  Layout.Part part() {
    return new Layout.Part(archive, testFile);
  }

  /** The folder in the archive. */
  private String folder() {
    return groupKey.isEmpty() ? "cifar-10-batches-py/" : "cifar-100-python/";
  }

  boolean matches(Clues clues) {
    return clues.called(archive)
        || clues.has(folder() + metaFile) && clues.has(folder() + testFile)
        || clues.file(testFile).isPresent() && clues.file(metaFile).map(this::names).orElse(false);
  }

  /** Files called so are many: this one speaks of its labels. */
  private boolean names(Path file) {
    try {
      return Files.size(file) <= MOST_META
          && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
              .contains(key + "_names");
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether this version is there. */
  boolean in(Contents contents) {
    return contents.find(metaFile).isPresent() && contents.find(testFile).isPresent();
  }

  Dataset open(Contents contents, DatasetRequest request, int classCount) {
    List<String> classes = strings(contents, metaFile, key + "_names");
    if (classes.size() != classCount) {
      throw contents.wrong(
          contents.file(metaFile), "has " + classes.size() + " names, expected " + classCount);
    }
    List<String> files = new ArrayList<>();
    trainFiles.forEach(file -> files.add(contents.file(file)));
    RecordImages train = images("train", contents, List.copyOf(files), classCount);
    String test = contents.file(testFile);
    files.add(test);
    RecordImages tested = images("test", contents, List.of(test), classCount);
    String digest = RecordDigest.of(contents.tree(), request, classes, files);
    return new Dataset(request.name(), classes, train, tested, digest, List.of());
  }

  /** Those that the labels of both kinds tell. */
  Superclasses superclasses(Contents contents, int classCount) {
    List<String> names = strings(contents, metaFile, groupKey + "_names");
    String file = contents.file(trainFiles.get(0));
    Map<String, Object> dict = read(contents, file);
    byte[] fine = labels(contents, file, dict, key, classCount);
    byte[] coarse = labels(contents, file, dict, groupKey, names.size());
    Integer[] ofClass = new Integer[classCount];
    Arrays.fill(ofClass, -1);
    for (int i = 0; i < fine.length; i++) {
      int label = fine[i] & 0xFF;
      int group = i < coarse.length ? coarse[i] & 0xFF : -1;
      if (group < 0 || ofClass[label] >= 0 && ofClass[label] != group) {
        throw contents.wrong(
            file, "has class " + label + " in superclass " + group + ", unlike its other images");
      }
      ofClass[label] = group;
    }
    return new Superclasses(names, List.of(ofClass));
  }

  private RecordImages images(String split, Contents contents, List<String> files, int classCount) {
    List<RecordImages.Run> runs = new ArrayList<>();
    List<byte[]> all = new ArrayList<>();
    for (String file : files) {
      Map<String, Object> dict = read(contents, file);
      byte[] labels = labels(contents, file, dict, key, classCount);
      if (!(dict.get("data") instanceof InertPickle.Array data)
          || !data.type().equals("u1")
          || !data.shape().equals(List.of((long) labels.length, (long) PIXELS))
          || data.bytes().remaining() != (long) labels.length * PIXELS) {
        throw contents.wrong(
            file,
            "has no 'data' of "
                + labels.length
                + " x "
                + PIXELS
                + " bytes, one row for each of its labels");
      }
      if (!all.isEmpty() && all.get(0).length != labels.length) {
        throw contents.wrong(
            file,
            "has " + labels.length + " images, expected " + all.get(0).length + " as its others");
      }
      all.add(labels);
      runs.add(new RecordImages.Run(contents.tree(), file, data.position(), PIXELS));
    }
    int perRun = all.get(0).length;
    byte[] labels = new byte[perRun * all.size()];
    for (int i = 0; i < all.size(); i++) {
      System.arraycopy(all.get(i), 0, labels, i * perRun, perRun);
    }
    return new RecordImages(split, runs, perRun, SIDE, labels);
  }

  private static byte[] labels(
      Contents contents, String file, Map<String, Object> dict, String name, int count) {
    if (!(dict.get(name + "s") instanceof List<?> list) || list.isEmpty()) {
      throw contents.wrong(file, "has no list '" + name + "s'");
    }
    byte[] labels = new byte[list.size()];
    for (int i = 0; i < labels.length; i++) {
      if (!(list.get(i) instanceof Long label) || label < 0 || label >= count) {
        throw new DataException(
            "%s: image %d has label %s, expected 0 to %d; get it again"
                .formatted(contents.tree().display(file), i, list.get(i), count - 1));
      }
      labels[i] = label.byteValue();
    }
    return labels;
  }

  private static List<String> strings(Contents contents, String name, String key) {
    String file = contents.file(name);
    List<String> strings = new ArrayList<>();
    if (read(contents, file).get(key) instanceof List<?> list) {
      list.forEach(
          item -> {
            if (item instanceof String text) {
              strings.add(text);
            }
          });
    }
    if (strings.isEmpty()) {
      throw contents.wrong(file, "has no list '" + key + "'");
    }
    return strings;
  }

  private static Map<String, Object> read(Contents contents, String file) {
    try {
      return InertPickle.dict(ByteBuffer.wrap(contents.tree().bytes(file)));
    } catch (CheckpointException e) {
      throw new DataException(contents.tree().display(file) + ": " + e.getMessage(), e);
    }
  }
}
