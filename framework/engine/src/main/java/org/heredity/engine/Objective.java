package org.heredity.engine;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A differentiable function of a network's outputs on one batch, which an attack ascends. */
public interface Objective {
  /** Where it looks. */
  enum Output {
    /** After global average pooling, {@code [N, channels]}. */
    FEATURES,
    /** Of the head, {@code [N, classes]}. */
    LOGITS
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
