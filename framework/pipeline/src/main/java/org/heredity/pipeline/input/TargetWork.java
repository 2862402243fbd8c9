package org.heredity.pipeline.input;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.Protocol;
import org.heredity.api.method.TargetData;
import org.heredity.api.method.Teacher;
import org.heredity.api.result.TargetResult;
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
 * @param test images to evaluate with
 * @param heldOut number of training images held out for choices; none where the dataset has images
 *     for that
 * @param inputs what its images, their split and their preprocessing follow from
 */
public record TargetWork(
    String name,
    Dataset dataset,
    TargetData data,
    ImageSource allTrain,
    ImageSource test,
    int heldOut,
    Map<String, Object> inputs) {
  private static final double HELD_OUT = 0.1;
  private static final long CACHE_SHARE = 4;

  /** Splits a dataset as the protocol asks; keeps a bounded part of its decoded images. */
  public static TargetWork of(
      String name, Dataset dataset, Protocol protocol, Teacher teacher, long splitSeed) {
    return of(name, dataset, protocol, teacher, splitSeed, 1);
  }

  /**
   * Splits a dataset as the protocol asks.
   *
   * @param targets that share the memory for decoded images
   */
  public static TargetWork of(
      String name,
      Dataset dataset,
      Protocol protocol,
      Teacher teacher,
      long splitSeed,
      int targets) {
    Preprocessing.Resize resize =
        protocol == Protocol.PAPER ? Preprocessing.Resize.ALWAYS : Preprocessing.Resize.AUTO;
    Preprocessing preprocessing = teacher.preprocessing().with(resize);
    long splits = dataset.validation().isPresent() ? 3 : 2;
    // Pixels are Java arrays: keep a part of the heap for them.
    long cache = Runtime.getRuntime().maxMemory() / CACHE_SHARE / (splits * targets);
    ImageSource whole = new CachedSource(dataset.train(), cache);
    ImageSource test = new CachedSource(dataset.test(), cache);
    ImageSource train = whole;
    ImageSource validation = test;
    int heldOut = 0;
    if (protocol == Protocol.STRICT && dataset.validation().isPresent()) {
      validation = new CachedSource(dataset.validation().get(), cache);
    } else if (protocol == Protocol.STRICT) {
      StratifiedSplit split =
          StratifiedSplit.of(whole, HELD_OUT, Randomness.of(splitSeed).at("held-out"));
      train = split.retained(whole);
      validation = split.heldOut(whole);
      heldOut = split.heldOut().length;
    }
    TargetData data = new TargetData(name, dataset.classes(), train, validation, preprocessing);
    return new TargetWork(
        name, dataset, data, whole, test, heldOut, inputs(dataset, preprocessing));
  }

  private static Map<String, Object> inputs(Dataset dataset, Preprocessing preprocessing) {
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("dataset", dataset.digest());
    inputs.put("image-size", preprocessing.imageSize());
    inputs.put("resize", preprocessing.resize());
    if (!preprocessing.usual()) {
      inputs.put("preprocessing", preprocessing.values());
    }
    return Map.copyOf(inputs);
  }

  /** The same images as another model of the same view normalises them. */
  public TargetWork seenBy(Teacher other) {
    Preprocessing own = data.preprocessing().with(other.preprocessing().normalisation());
    TargetData seen = new TargetData(name, data.classes(), data.train(), data.validation(), own);
    return new TargetWork(name, dataset, seen, allTrain, test, heldOut, inputs(dataset, own));
  }

  /** True classes of the test images. */
  public int[] labels() {
    int[] labels = new int[test.size()];
    Arrays.setAll(labels, test::label);
    return labels;
  }

  /**
   * Test images of all classes: the first of every class in turn, then the second, and so on.
   *
   * @return up to {@code count} indices into {@link #test}
   */
  public int[] sample(int count) {
    return BalancedSample.of(test, count);
  }

  public TargetResult result() {
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
