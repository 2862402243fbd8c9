package org.heredity.core.suite;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.core.Protocol;
import org.heredity.core.method.TargetData;
import org.heredity.core.method.Teacher;
import org.heredity.core.result.TargetResult;
import org.heredity.data.CachedSource;
import org.heredity.data.Dataset;
import org.heredity.data.ImageSource;
import org.heredity.data.Preprocessing;
import org.heredity.data.Randomness;
import org.heredity.data.StratifiedSplit;

/**
 * A target that is open: what methods may see of it, and what they may not.
 *
 * @param name as reports show it
 * @param dataset as it was opened
 * @param data for methods
 * @param allTrain training images, those held out included
 * @param test images to judge with
 * @param heldOut number of training images held out for choices
 * @param determinedBy what its images, their split and their preprocessing follow from
 */
record TargetWork(
    String name,
    Dataset dataset,
    TargetData data,
    ImageSource allTrain,
    ImageSource test,
    int heldOut,
    Map<String, Object> determinedBy) {
  private static final double HELD_OUT = 0.1;
  private static final long CACHE_SHARE = 4;

  /** Splits a dataset as the protocol asks; keeps a bounded part of its decoded images. */
  static TargetWork of(
      String name, Dataset dataset, Protocol protocol, Teacher teacher, long splitSeed) {
    return of(name, dataset, protocol, teacher, splitSeed, 1);
  }

  /**
   * Splits a dataset as the protocol asks.
   *
   * @param targets that share the memory for decoded images
   */
  static TargetWork of(
      String name,
      Dataset dataset,
      Protocol protocol,
      Teacher teacher,
      long splitSeed,
      int targets) {
    int side = teacher.spec().imageSize();
    Preprocessing.Resize resize =
        protocol == Protocol.PAPER ? Preprocessing.Resize.ALWAYS : Preprocessing.Resize.AUTO;
    Preprocessing preprocessing = new Preprocessing(side, resize);
    // Pixels are Java arrays: keep a part of the heap for them.
    long cache = Runtime.getRuntime().maxMemory() / CACHE_SHARE / (2L * targets);
    ImageSource whole = new CachedSource(dataset.train(), cache);
    ImageSource test = new CachedSource(dataset.test(), cache);
    ImageSource train = whole;
    ImageSource selection = test;
    int heldOut = 0;
    if (protocol == Protocol.STRICT) {
      StratifiedSplit split =
          StratifiedSplit.of(whole, HELD_OUT, Randomness.of(splitSeed).at("held-out"));
      train = split.kept(whole);
      selection = split.heldOut(whole);
      heldOut = split.heldOut().length;
    }
    Map<String, Object> determinedBy = new LinkedHashMap<>();
    determinedBy.put("dataset", dataset.digest());
    determinedBy.put("image-size", side);
    determinedBy.put("resize", resize);
    TargetData data = new TargetData(name, dataset.classes(), train, selection, preprocessing);
    return new TargetWork(name, dataset, data, whole, test, heldOut, Map.copyOf(determinedBy));
  }

  /** True classes of the test images. */
  int[] labels() {
    int[] labels = new int[test.size()];
    Arrays.setAll(labels, test::label);
    return labels;
  }

  TargetResult result() {
    List<String> notes = dataset.notes();
    return new TargetResult(
        name,
        dataset.classes(),
        dataset.train().size(),
        heldOut,
        test.size(),
        dataset.digest(),
        notes);
  }
}
