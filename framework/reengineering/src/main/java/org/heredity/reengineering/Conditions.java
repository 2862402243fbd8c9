package org.heredity.reengineering;

import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.api.Protocol;
import org.heredity.api.method.Teacher;
import org.heredity.api.train.TrainingImages;
import org.heredity.api.train.ValidationImages;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.data.ImageSource;
import org.heredity.data.Preprocessing;
import org.heredity.data.Randomness;
import org.heredity.data.StratifiedSplit;

/**
 * Under which all problems of one classifier are worked on. Choices are made on a tenth of the
 * training images, held out, or on the dataset's own validation images; under {@link
 * Protocol#PAPER} on the test images, as in the published code.
 *
 * @param teacher the classifier
 * @param datasetDigest of the images that problems are made of
 * @param preprocessing of them
 * @param protocol what choices are made on
 * @param trainingScale factor on the published number of epochs
 * @param batchSize images in a training batch
 * @param seed of the head, the order of images and what is held out
 */
public record Conditions(
    Teacher teacher,
    String datasetDigest,
    Preprocessing preprocessing,
    Protocol protocol,
    double trainingScale,
    int batchSize,
    long seed) {
  private static final double HELD_OUT = 0.1;

  /**
   * Conditions of a classifier on the dataset that it was trained for.
   *
   * @throws DataException if the dataset has not as many classes as the classifier
   */
  public static Conditions of(
      Teacher teacher,
      Dataset dataset,
      Preprocessing preprocessing,
      Protocol protocol,
      double trainingScale,
      int batchSize,
      long seed) {
    teacher.spec().requireClasses(teacher.source(), dataset);
    return new Conditions(
        teacher, dataset.digest(), preprocessing, protocol, trainingScale, batchSize, seed);
  }

  /** Images to learn from, and those to choose by. */
  public record Images(TrainingImages training, ImageSource chosenOn) {}

  /** Randomness of one problem. */
  public Randomness randomness(Problem problem) {
    return Randomness.of(seed).at("direct").at(problem.name());
  }

  /** The images of a problem. */
  public Images images(Problem problem) {
    Randomness randomness = randomness(problem);
    ImageSource train = problem.train();
    ImageSource chosenOn = problem.test();
    if (protocol == Protocol.STRICT && problem.validation().isPresent()) {
      chosenOn = problem.validation().get();
    } else if (protocol == Protocol.STRICT) {
      StratifiedSplit split = StratifiedSplit.of(train, HELD_OUT, randomness.at("held-out"));
      chosenOn = split.heldOut(train);
      train = split.retained(train);
    }
    return new Images(
        new TrainingImages(train, preprocessing, batchSize, randomness.at("images")), chosenOn);
  }

  /**
   * How many epochs the training scale makes of a published number, but at least {@code fewest}.
   */
  public int epochs(int published, int fewest) {
    return Math.toIntExact(Math.max(fewest, Math.round(published * trainingScale)));
  }

  /** What the outcome of a problem depends on, a method's settings aside. */
  public Map<String, Object> key(Problem problem) {
    Map<String, Object> key = new LinkedHashMap<>(key());
    key.put("classes", problem.classes());
    key.put("of-original", problem.ofOriginal());
    return key;
  }

  /** What the outcome for all classes together depends on, a method's settings aside. */
  public Map<String, Object> key() {
    Map<String, Object> key = new LinkedHashMap<>();
    key.put("architecture", teacher.spec().architecture().name());
    key.put("width", teacher.spec().width());
    key.put("preprocessing", preprocessing.key());
    key.put("dataset", datasetDigest);
    key.put("protocol", protocol);
    key.put("training-scale", trainingScale);
    key.put("batch-size", batchSize);
    key.put("seed", seed);
    return key;
  }

  /** A problem's test images, to be closed. */
  public ValidationImages test(Problem problem) {
    return new ValidationImages(problem.test(), preprocessing);
  }
}
