package org.heredity.reengineering;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import org.heredity.api.method.Teacher;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.ImageSource;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.memory.NonFiniteException;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How many images of a problem are answered correctly. Immutable.
 *
 * @param conditions whose classifier and preprocessing it is about
 */
public record Accuracies(Conditions conditions) {
  private static final int BATCH = 64;

  /**
   * Share that the classifier before gets right: an answer is right if the class it names belongs
   * to the image's class in the problem.
   *
   * @param images under the problem's labels
   * @throws CheckpointException if the classifier's logits are no numbers
   */
  public double original(Problem problem, ImageSource images) {
    List<Integer> ofOriginal = problem.ofOriginal();
    return original(images, ofOriginal::get);
  }

  /**
   * Share that the classifier before gets right of images under its own labels.
   *
   * @throws CheckpointException if the classifier's logits are no numbers
   */
  public double original(ImageSource images) {
    return original(images, predicted -> predicted);
  }

  private double original(ImageSource images, IntUnaryOperator answer) {
    int[] predicted = predictions(images);
    int correct = 0;
    for (int i = 0; i < predicted.length; i++) {
      correct += answer.applyAsInt(predicted[i]) == images.label(i) ? 1 : 0;
    }
    return predicted.length == 0 ? Double.NaN : (double) correct / predicted.length;
  }

  /**
   * What the classifier before takes images for, by its own classes.
   *
   * @throws CheckpointException if the classifier's logits are no numbers
   */
  public int[] predictions(ImageSource images) {
    Teacher teacher = conditions.teacher();
    int[] predicted = new int[images.size()];
    try (FrozenNetwork network = FrozenNetwork.of(teacher.spec(), teacher.weights());
        Batches batches = Batches.test(images, conditions.preprocessing(), BATCH)) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        try (INDArray pixels = batch.images();
            INDArray logits = network.logits(pixels)) {
          int[] answers = Floats.argMax(logits);
          for (int n = 0; n < answers.length; n++) {
            predicted[batch.indices()[n]] = answers[n];
          }
        } catch (NonFiniteException e) {
          throw new CheckpointException(
              teacher.source() + ": its logits are " + e.getMessage() + "; check the file", e);
        }
      }
    }
    return predicted;
  }

  /**
   * Share that a part gets right.
   *
   * @param images under the problem's labels
   */
  public double part(Part.Running part, ImageSource images) {
    return share(
        images,
        batch -> {
          try (INDArray logits = part.logits(batch)) {
            return Floats.argMax(logits);
          }
        });
  }

  /** Share of images that a classifier gives their label; NaN if there are no images. */
  private double share(ImageSource images, Function<INDArray, int[]> classifier) {
    int correct = 0;
    try (Batches batches = Batches.test(images, conditions.preprocessing(), BATCH)) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        try (INDArray pixels = batch.images()) {
          int[] answers = classifier.apply(pixels);
          for (int n = 0; n < answers.length; n++) {
            correct += answers[n] == batch.labels()[n] ? 1 : 0;
          }
        }
      }
    }
    return images.size() == 0 ? Double.NaN : (double) correct / images.size();
  }
}
