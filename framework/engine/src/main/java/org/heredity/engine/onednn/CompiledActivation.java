package org.heredity.engine.onednn;

import org.heredity.engine.plan.Activation;

/**
 * An activation that is computed on its own, or within a convolution; then {@code source} is not
 * there.
 */
record CompiledActivation(Activation node, Tensor source, Tensor result)
    implements CompiledOperation {
  static CompiledActivation of(Steps steps, Activation node, Tensor source) {
    Tensor result = steps.tensor(source.layout);
    Eltwise.of(node).forward(steps, source, result);
    return new CompiledActivation(node, source, result);
  }

  @Override
  public void backward(Steps steps, Tensor given, Gradients gradients) {
    Tensor gradient = steps.movedToLayout(given, result.layout);
    Tensor into = gradient.block.shared() ? steps.tensor(result.layout) : gradient;
    Eltwise.of(node).backward(steps, source, result, gradient, into);
    Steps.releaseCopy(gradient, into);
    gradients.contribute(node.input(), into);
  }
}
