package org.heredity.reengineering.modular;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.heredity.api.method.Teacher;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.DataException;
import org.heredity.data.ImageSource;
import org.heredity.data.Prefetching;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.memory.Floats;
import org.heredity.reengineering.Conditions;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Images of a class that the classifier is sure about: those on which the modules' authors look at
 * what the class needs. Immutable.
 *
 * @param conditions whose classifier it is
 * @param least the probability that it has to exceed for the class
 * @param most images
 */
record ConfidentImages(Conditions conditions, double least, int most) {
  static final int BATCH = 64;

  /**
   * Those of a class, in the order of their source.
   *
   * @param name of the class, for the message
   * @throws DataException if there are none
   */
  int[] of(ImageSource source, int target, String name) {
    int[] own = IntStream.range(0, source.size()).filter(i -> source.label(i) == target).toArray();
    int[] found = new int[own.length];
    int count = 0;
    Teacher teacher = conditions.teacher();
    try (FrozenNetwork network = FrozenNetwork.of(teacher.spec(), teacher.weights());
        Batches batches = batches(conditions, source, own)) {
      while (count < most && batches.hasNext()) {
        Batch batch = batches.next();
        try (INDArray images = batch.images();
            INDArray logits = network.logits(images)) {
          float[][] rows = Floats.rows(logits);
          for (int n = 0; n < rows.length; n++) {
            if (probability(rows[n], target) > least) {
              found[count++] = batch.indices()[n];
            }
          }
        }
      }
    }
    if (count == 0) {
      throw new DataException(
          "the classifier gives no image of '%s' more than %s for its class; lower 'confidence'"
              .formatted(name, least));
    }
    return Arrays.copyOf(found, Math.min(count, most));
  }

  /** Some images of a source, as the test sees them. */
  static Batches batches(Conditions conditions, ImageSource source, int[] indices) {
    return Batches.test(source, indices, conditions.preprocessing(), BATCH, Prefetching.standard());
  }

  /** Softmax's value for one class. */
  static double probability(float[] logits, int of) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp((double) logit - logits[of]);
    }
    return 1 / sum;
  }
}
