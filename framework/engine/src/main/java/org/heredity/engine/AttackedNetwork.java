package org.heredity.engine;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What an attack sees of a network in eval mode: outputs, and the gradient of what it ascends.
 * Images are {@code [N, 3, side, side]}, float, NCHW, normalised. An image's result does not depend
 * on its neighbours. Not thread-safe.
 */
public interface AttackedNetwork extends AutoCloseable {
  /** The number of classes that its head tells apart. */
  int classes();

  /** Logits, {@code [N, classes]}; the array is the caller's. */
  INDArray logits(INDArray images);

  /** Features after global average pooling, {@code [N, channels]}; the array is the caller's. */
  INDArray features(INDArray images);

  /**
   * What an objective looks at; the array is the caller's.
   *
   * @param images {@code [N, 3, side, side]}
   * @param output where to look
   * @return {@code [N, C]}
   * @throws UnsupportedOperationException if it shows no inner layers, and one is asked for
   */
  default INDArray outputs(INDArray images, Objective.Output output) {
    return switch (output.kind()) {
      case FEATURES -> features(images);
      case LOGITS -> logits(images);
      case STAGE -> throw new UnsupportedOperationException(this + " shows no inner layers");
    };
  }

  /**
   * The objective's mean over the batch, and its gradient with respect to the images.
   *
   * @param gradient like {@code images}, overwritten
   */
  double inputGradient(INDArray images, Objective objective, INDArray gradient);

  /**
   * The most images, {@code wanted} at most, whose gradients should be asked for in one pass: more
   * would take memory for nothing, or go through the network in parts, each of them twice. At least
   * 1.
   */
  default int gradientBatch(int wanted) {
    return wanted;
  }

  /** Gives back what it holds; nothing unless overridden. */
  @Override
  default void close() {}
}
