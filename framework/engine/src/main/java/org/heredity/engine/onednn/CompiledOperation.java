package org.heredity.engine.onednn;

/** An operation that a forward pass was compiled with: its result, and the way back. */
interface CompiledOperation {
  /** What it computes; one owner's share of the memory is the caller's. */
  Tensor result();

  /**
   * Compiles the gradients of its inputs, and of its tensors.
   *
   * @param steps of the backward pass
   * @param gradient of the result, whose memory is this operation's now
   * @param gradients takes those of the inputs
   */
  void backward(Steps steps, Tensor gradient, Gradients gradients);
}
