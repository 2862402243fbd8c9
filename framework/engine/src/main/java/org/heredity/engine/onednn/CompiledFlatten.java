package org.heredity.engine.onednn;

import org.heredity.engine.plan.Flatten;

/** The same values in C order, under another shape. */
record CompiledFlatten(Flatten node, long[] shape, Tensor result) implements CompiledOperation {
  static CompiledFlatten of(Steps steps, Flatten node, Tensor source, long... shape) {
    Tensor plain = steps.inLayout(source, Dnn.plain(shape));
    if (plain == source) {
      plain.block.retain();
    }
    long each = shape[1] * shape[2] * shape[3];
    Tensor flat = new Tensor(steps.dnn, Dnn.plain(shape[0], each, 1, 1), plain.block);
    return new CompiledFlatten(node, shape.clone(), flat);
  }

  @Override
  public void backward(Steps steps, Tensor given, Gradients gradients) {
    Tensor gradient = steps.movedToLayout(given, result.layout);
    gradients.contribute(node.input(), new Tensor(steps.dnn, Dnn.plain(shape), gradient.block));
  }
}
