package org.heredity.engine.plan;

/** What a runner is for; it computes and remembers no more than that needs. */
public enum Mode {
  /** Eval mode, no gradients. */
  INFER,
  /** Eval mode, batch norm not folded, every value there to be read. */
  OBSERVE,
  /** Eval mode, the gradient of the images. */
  ATTACK,
  /** Eval mode, the gradients of the convolution weights. */
  MASK,
  /** Train mode, the gradients of all parameters. */
  TRAIN;

  /** Whether there is a backward pass. */
  public boolean gradients() {
    return this == ATTACK || this == MASK || this == TRAIN;
  }

  /** Whether the backward pass computes gradients of weights. */
  public boolean weightGradients() {
    return this == MASK || this == TRAIN;
  }

  /** Whether batch norm is part of the convolutions' weights. */
  public boolean folded() {
    return this == INFER || this == ATTACK || this == MASK;
  }
}
