package org.heredity.engine;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A differentiable function of a network's outputs on one batch, which an attack ascends. */
public interface Objective {
  /**
   * Where it looks.
   *
   * @param kind of the place
   * @param stage number of the stage, from 0; of {@link Kind#STAGE} alone
   */
  record Output(Kind kind, int stage) {
    /** After global average pooling, {@code [N, channels]}. */
    public static final Output FEATURES = new Output(Kind.FEATURES, 0);

    /** Of the head, {@code [N, classes]}. */
    public static final Output LOGITS = new Output(Kind.LOGITS, 0);

    /** The kinds of places. */
    public enum Kind {
      /** After global average pooling. */
      FEATURES,
      /** Of the head. */
      LOGITS,
      /** Inner layers: what a stage gives, see {@link Architecture#stages}. */
      STAGE
    }

    /**
     * The output of a stage, {@code [N, channels * height * width]}, in C order.
     *
     * @param number from 0, the one nearest to the images
     */
    public static Output stage(int number) {
      return new Output(Kind.STAGE, number);
    }
  }

  Output output();

  /**
   * The mean over the batch.
   *
   * @param outputs {@code [N, C]}
   * @param gradient {@code [N, C]}, overwritten with the gradient of the returned mean
   */
  double evaluate(INDArray outputs, INDArray gradient);
}
