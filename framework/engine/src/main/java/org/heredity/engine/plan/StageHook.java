package org.heredity.engine.plan;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Acts on the outputs of a network's stages while it is trained: a feature penalty (DELTA) or
 * spatial dropout. Called for the stages in forward order, then for their gradients in backward
 * order. The arrays are there during the call only.
 */
public interface StageHook {
  /** May change {@code output}, {@code [N, C, H, W]}, in place. */
  void forward(int stage, INDArray output);

  /**
   * May change {@code gradient}, the loss's with respect to the stage's output as this hook left
   * it, in place: add a penalty's, or scale it as the output was.
   *
   * @param output what {@link #forward} left
   */
  void backward(int stage, INDArray output, INDArray gradient);
}
