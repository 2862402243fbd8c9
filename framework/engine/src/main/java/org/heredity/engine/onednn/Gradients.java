package org.heredity.engine.onednn;

import java.util.HashMap;
import java.util.Map;

/**
 * The gradients of values that a backward pass has still to pass on, while it is compiled. One that
 * two consumers contribute to is summed in the memory of the first. Not thread-safe.
 */
final class Gradients {
  private final Steps steps;
  private final Map<String, Tensor> open = new HashMap<>();

  Gradients(Steps steps) {
    this.steps = steps;
  }

  /** The gradient of a value, which is now the caller's; null if nobody contributed to it. */
  Tensor take(String value) {
    return open.remove(value);
  }

  /** Adds to a value's gradient; takes over the caller's share of the memory. */
  void contribute(String value, Tensor gradient) {
    Tensor present = open.get(value);
    if (present == null) {
      open.put(value, gradient);
      return;
    }
    Tensor more = steps.movedToLayout(gradient, present.layout);
    Tensor result = present.block.shared() ? steps.tensor(present.layout) : present;
    steps.addSum(present, more, false, result);
    more.block.release();
    if (result != present) {
      present.block.release();
      open.put(value, result);
    }
  }
}
