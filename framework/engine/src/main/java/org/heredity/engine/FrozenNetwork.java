package org.heredity.engine;

import org.heredity.checkpoint.StateDict;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network in eval mode whose weights do not change: batch norm folded into the convolutions,
 * buffers reused. Images are {@code [N, 3, side, side]}, float, NCHW, normalised. An image's result
 * does not depend on its neighbours. Not thread-safe; holds native memory until closed.
 */
public final class FrozenNetwork implements AutoCloseable {
  private FrozenNetwork() {}

  /**
   * Compiles.
   *
   * @throws org.heredity.checkpoint.CheckpointException listing missing, unexpected and misshapen
   *     tensors
   */
  public static FrozenNetwork of(NetworkSpec spec, StateDict weights) {
    throw new UnsupportedOperationException();
  }

  public NetworkSpec spec() {
    throw new UnsupportedOperationException();
  }

  /** Logits, {@code [N, classes]}; the array is the caller's. */
  public INDArray logits(INDArray images) {
    throw new UnsupportedOperationException();
  }

  /** Features after global average pooling, {@code [N, channels]}; the array is the caller's. */
  public INDArray features(INDArray images) {
    throw new UnsupportedOperationException();
  }

  /** Logits of features, {@code [N, classes]}: the head alone. */
  public INDArray head(INDArray features) {
    throw new UnsupportedOperationException();
  }

  /**
   * The objective's mean over the batch, and its gradient with respect to the images.
   *
   * @param gradient like {@code images}, overwritten
   */
  public double inputGradient(INDArray images, Objective objective, INDArray gradient) {
    throw new UnsupportedOperationException();
  }

  /** An eval-mode forward with batch norm not folded, shown to {@code observer}. */
  public void observe(INDArray images, ConvolutionObserver observer) {
    throw new UnsupportedOperationException();
  }

  /** The output of each stage, first to last, {@code [N, C, H, W]}; valid until the next call. */
  public INDArray[] stages(INDArray images) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
