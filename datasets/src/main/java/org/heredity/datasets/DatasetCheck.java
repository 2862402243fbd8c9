package org.heredity.datasets;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.heredity.api.dataset.DatasetFacts;
import org.heredity.api.result.Finding;
import org.heredity.api.result.Finding.Severity;

/**
 * What looking at every image of a dataset brought to light.
 *
 * @param name of the dataset
 * @param format in which it was read
 * @param digest of the dataset
 * @param official what its publishers say of it
 * @param classes how many images each class has
 * @param unreadable images that cannot be decoded
 * @param duplicates pairs of a training and a test image with the same pixels: a leak
 * @param notes what opening it gave
 */
public record DatasetCheck(
    String name,
    String format,
    String digest,
    DatasetFacts official,
    List<ClassCount> classes,
    List<Unreadable> unreadable,
    List<Duplicate> duplicates,
    List<String> notes) {

  /** Images of a class. */
  public record ClassCount(String name, int train, int test) {}

  /** An image that cannot be decoded, and why. */
  public record Unreadable(String id, String why) {}

  /**
   * A test image that is also there for training.
   *
   * @param test its id
   * @param train the id of the first such training image
   * @param sameFile whether the files are equal byte for byte, and not the pixels alone
   * @param sameClass whether both have the same class
   */
  public record Duplicate(String test, String train, boolean sameFile, boolean sameClass) {}

  public DatasetCheck {
    classes = List.copyOf(classes);
    unreadable = List.copyOf(unreadable);
    duplicates = List.copyOf(duplicates);
    notes = List.copyOf(notes);
  }

  /** Number of training images. */
  public int train() {
    return classes.stream().mapToInt(ClassCount::train).sum();
  }

  /** Number of test images. */
  public int test() {
    return classes.stream().mapToInt(ClassCount::test).sum();
  }

  /** What differs from the official numbers, one sentence each. */
  public List<String> deviations() {
    List<String> deviations = new ArrayList<>();
    compare(deviations, "classes", official.classes(), classes.size());
    compare(deviations, "training images", official.train(), train());
    compare(deviations, "test images", official.test(), test());
    for (ClassCount count : classes) {
      String of = " of " + count.name();
      compare(deviations, "training images" + of, official.trainPerClass(), count.train());
      compare(deviations, "test images" + of, official.testPerClass(), count.test());
    }
    return deviations;
  }

  /** What a reader of results on this dataset must know. */
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    List<String> deviations = deviations();
    if (!deviations.isEmpty()) {
      add(findings, "dataset-not-official", Severity.WARNING, deviations.size(), deviations.get(0));
    }
    addMissing(findings, "training", ClassCount::train);
    addMissing(findings, "test", ClassCount::test);
    if (!unreadable.isEmpty()) {
      String first = "images cannot be decoded, the first " + unreadable.get(0).id() + ".";
      findings.add(
          new Finding(
              "unreadable-images", Severity.WARNING, name, unreadable.size() + " " + first));
    }
    if (!duplicates.isEmpty()) {
      Severity severity = duplicates.size() > 0.01 * test() ? Severity.ERROR : Severity.WARNING;
      findings.add(
          new Finding(
              "test-images-in-training",
              severity,
              name,
              "%d of %d test images stand in training too, such as %s as %s."
                  .formatted(
                      duplicates.size(),
                      test(),
                      duplicates.get(0).test(),
                      duplicates.get(0).train())));
    }
    return findings;
  }

  private void addMissing(List<Finding> findings, String split, ToIntFunction<ClassCount> count) {
    List<String> missing =
        classes.stream().filter(c -> count.applyAsInt(c) == 0).map(ClassCount::name).toList();
    if (!missing.isEmpty()) {
      String message =
          missing.size()
              + (missing.size() == 1 ? " class has" : " classes have")
              + " no "
              + split
              + " images: "
              + FileDataset.shortened(missing)
              + ".";
      findings.add(new Finding("class-without-images", Severity.WARNING, name, message));
    }
  }

  private void add(List<Finding> findings, String id, Severity severity, int count, String first) {
    String more = count == 1 ? "." : "; " + (count - 1) + " more such numbers.";
    findings.add(new Finding(id, severity, name, first + more));
  }

  private static void compare(List<String> deviations, String what, int official, int is) {
    if (official > 0 && official != is) {
      deviations.add(is + " " + what + ", officially " + official);
    }
  }
}
