package org.heredity.datasets.official;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.heredity.api.dataset.DatasetFacts;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.api.dataset.Superclasses;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.datasets.files.FileTree.TreeFile;

/**
 * CIFAR-10 or CIFAR-100 (Krizhevsky, 2009). Binary version: records of one label (CIFAR-10) or two
 * (CIFAR-100: of the superclass, of the class) and 3 planes of 32 x 32 pixels. Python version: see
 * {@link CifarPickles}.
 */
final class Cifar implements Layout {
  private static final String SUPERCLASS_FILE = "coarse_label_names.txt";
  private static final int SIDE = 32;
  private static final int PIXELS = 3 * SIDE * SIDE;

  private final String name;
  private final DatasetFacts facts;
  private final String archive;
  private final List<String> trainFiles;
  private final String testFile;
  private final String classFile;
  private final int labelBytes;
  private final CifarPickles pickles;

  private Cifar(
      String name,
      DatasetFacts facts,
      String archive,
      List<String> trainFiles,
      String testFile,
      String classFile,
      int labelBytes,
      CifarPickles pickles) {
    this.name = name;
    this.facts = facts;
    this.archive = archive;
    this.trainFiles = trainFiles;
    this.testFile = testFile;
    this.classFile = classFile;
    this.labelBytes = labelBytes;
    this.pickles = pickles;
  }

  static Cifar ten() {
    return new Cifar(
        "cifar10",
        facts("CIFAR-10, binary version", 10),
        "cifar-10-binary.tar.gz",
        List.of(
            "data_batch_1.bin",
            "data_batch_2.bin",
            "data_batch_3.bin",
            "data_batch_4.bin",
            "data_batch_5.bin"),
        "test_batch.bin",
        "batches.meta.txt",
        1,
        CifarPickles.ten());
  }

  static Cifar hundred() {
    return new Cifar(
        "cifar100",
        facts("CIFAR-100, binary version, 20 superclasses", 100),
        "cifar-100-binary.tar.gz",
        List.of("train.bin"),
        "test.bin",
        "fine_label_names.txt",
        2,
        CifarPickles.hundred());
  }

  private static DatasetFacts facts(String description, int classes) {
    return new DatasetFacts(
            description,
            classes,
            50_000,
            10_000,
            "none stated; cite the technical report",
            "https://www.cs.toronto.edu/~kriz/cifar.html")
        .perClass(50_000 / classes, 10_000 / classes);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public DatasetFacts facts() {
    return facts;
  }

  @Override
  public List<Part> archives() {
    return List.of(new Part(archive, testFile), pickles.part());
  }

  @Override
  public boolean matches(Clues clues) {
    return clues.called(archive)
        || clues.has(classFile) && clues.has(testFile)
        || pickles.matches(clues);
  }

  @Override
  public Dataset open(Contents contents, DatasetRequest request) {
    if (inPickles(contents)) {
      return pickles.open(contents, request, facts.classes());
    }
    List<String> classes = contents.lines(classFile);
    if (classes.size() != facts.classes()) {
      throw contents.wrong(
          contents.file(classFile),
          "has " + classes.size() + " names, expected " + facts.classes());
    }
    List<String> files = new ArrayList<>();
    trainFiles.forEach(file -> files.add(contents.file(file)));
    RecordImages train = images("train", contents, List.copyOf(files));
    files.add(contents.file(testFile));
    RecordImages test = images("test", contents, files.subList(files.size() - 1, files.size()));
    String digest = RecordDigest.of(contents.tree(), request, classes, files);
    return new Dataset(request.name(), classes, train, test, digest, List.of());
  }

  /** Of CIFAR-100 those that the records name; the user's for CIFAR-10. */
  @Override
  public Optional<Superclasses> superclasses(Contents contents, DatasetRequest request) {
    if (labelBytes == 1) {
      return Layout.super.superclasses(contents, request);
    }
    if (inPickles(contents)) {
      return Optional.of(pickles.superclasses(contents, facts.classes()));
    }
    String file = contents.file(trainFiles.get(0));
    List<String> names = contents.lines(SUPERCLASS_FILE);
    Integer[] ofClass = new Integer[facts.classes()];
    Arrays.fill(ofClass, -1);
    byte[] bytes = contents.tree().bytes(file);
    for (int at = 0; at + labelBytes + PIXELS <= bytes.length; at += labelBytes + PIXELS) {
      int group = bytes[at] & 0xFF;
      int label = bytes[at + 1] & 0xFF;
      boolean fits = group < names.size() && label < ofClass.length;
      if (!fits || ofClass[label] >= 0 && ofClass[label] != group) {
        throw contents.wrong(
            file, "has class " + label + " in superclass " + group + ", unlike its other records");
      }
      ofClass[label] = group;
    }
    return Optional.of(new Superclasses(names, List.of(ofClass)));
  }

  private boolean inPickles(Contents contents) {
    return contents.find(testFile).isEmpty() && pickles.in(contents);
  }

  private RecordImages images(String split, Contents contents, List<String> files) {
    Map<String, TreeFile> known =
        contents.tree().files().stream()
            .collect(Collectors.toMap(TreeFile::name, Function.identity()));
    int stride = labelBytes + PIXELS;
    long size = known.get(files.get(0)).size();
    List<RecordImages.Run> runs = new ArrayList<>();
    for (String file : files) {
      long bytes = known.get(file).size();
      if (bytes == 0 || bytes % stride != 0 || bytes != size) {
        throw contents.wrong(
            file,
            "has "
                + bytes
                + " bytes, expected a multiple of "
                + stride
                + (files.size() > 1 ? " and as many as " + files.get(0) : ""));
      }
      runs.add(new RecordImages.Run(contents.tree(), file, labelBytes, stride));
    }
    int perRun = Math.toIntExact(size / stride);
    byte[] labels = new byte[perRun * files.size()];
    for (int f = 0; f < files.size(); f++) {
      byte[] bytes = contents.tree().bytes(files.get(f));
      for (int i = 0; i < perRun; i++) {
        labels[f * perRun + i] =
            label(contents, files.get(f), i, bytes[i * stride + labelBytes - 1]);
      }
    }
    return new RecordImages(split, runs, perRun, SIDE, labels);
  }

  private byte label(Contents contents, String file, int record, byte label) {
    if ((label & 0xFF) >= facts.classes()) {
      throw new DataException(
          "%s: record %d has label %d, expected 0 to %d; get it again"
              .formatted(contents.tree().display(file), record, label & 0xFF, facts.classes() - 1));
    }
    return label;
  }
}
