package org.heredity.attacks.inner;

import org.heredity.engine.Objective;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Minus the mean square of the distance from what is wanted, summed over the batch: then an image's
 * gradient does not depend on how many others there are, down to the last bit.
 *
 * @param output where it looks
 * @param wanted {@code [N, C]}
 */
record Nearness(Output output, INDArray wanted) implements Objective {
  @Override
  public double evaluate(INDArray outputs, INDArray gradient) {
    wanted.sub(outputs, gradient);
    double distance = gradient.norm2Number().doubleValue();
    gradient.muli(2.0 / outputs.size(1));
    return -distance * distance / outputs.size(1);
  }
}
