package org.heredity.reengineering;

import org.heredity.api.result.Kept;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a {@link DirectMethod} made of a classifier for one problem. Immutable, and small: what it
 * takes to run is there from {@link #open} on.
 */
public interface Part {
  /** The problem it is for. */
  Problem problem();

  /** What it has of the classifier. */
  Kept kept();

  /** Makes it ready to run; the caller closes it. */
  Running open();

  /** A part that can be run. Not thread-safe; holds native memory until closed. */
  interface Running extends AutoCloseable {
    /**
     * Its answer, which is the class of the largest.
     *
     * @param images {@code [N, 3, side, side]}, normalised
     * @return {@code [N, K]} for the K classes of its problem; the array is the caller's
     */
    INDArray logits(INDArray images);

    /**
     * How much images are of the problem's first class, for one class against the rest: numbers
     * that can be compared among the parts that one method made of one classifier. Unless the
     * method says otherwise, by how much the class's logit exceeds the rest's.
     *
     * @param images {@code [N, 3, side, side]}, normalised
     * @return one an image
     */
    default float[] scores(INDArray images) {
      try (INDArray logits = logits(images)) {
        float[][] rows = Floats.rows(logits);
        float[] scores = new float[rows.length];
        for (int n = 0; n < rows.length; n++) {
          scores[n] = rows[n][0] - rows[n][1];
        }
        return scores;
      }
    }

    @Override
    void close();
  }
}
