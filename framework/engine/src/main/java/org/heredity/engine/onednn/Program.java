package org.heredity.engine.onednn;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A plan compiled for one batch size, ready to run. Not thread-safe. */
interface Program extends AutoCloseable {
  /** Features of {@code [N, 3, side, side]}, {@code [N, C]}; the array is the caller's. */
  INDArray forward(INDArray images);

  /** Propagates the gradient of the features. */
  void backward(INDArray gradient);

  /** Copies the gradient of the images. */
  void imageGradient(INDArray into);

  /** Images of the last batch, counted from 0, in which something may have overflowed. */
  int[] doubtful();

  /** A copy of a node's result, the caller's. */
  INDArray value(String node);

  /** Bytes of native memory. */
  long bytes();

  @Override
  void close();
}
