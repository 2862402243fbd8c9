package org.heredity.engine.onednn;

import org.heredity.engine.memory.Scope;
import org.heredity.engine.plan.Node;
import org.heredity.layers.ConvolutionShape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The weights' gradient where images have become too small for oneDNN's own kernels: at 2 x 2 and
 * below it has none for these layouts and falls back to plain loops, hundreds of times slower than
 * one matrix product over the whole batch.
 */
final class SmallWeightGradient implements Runnable {
  private final ConvolutionShape shape;
  private final ConvWeights weights;
  private final Tensor source;
  private final Tensor gradient;
  private final long[] sourceShape;
  private final long[] outShape;

  /**
   * Binds the tensors.
   *
   * @param source what the convolution read, in C order
   * @param gradient of what it wrote, in C order
   */
  SmallWeightGradient(
      ConvWeights weights, Tensor source, long[] sourceShape, Tensor gradient, long[] outShape) {
    Node.Conv conv = weights.conv;
    this.weights = weights;
    this.source = source;
    this.gradient = gradient;
    this.sourceShape = sourceShape.clone();
    this.outShape = outShape.clone();
    shape = new ConvolutionShape(conv.window(), conv.groups());
  }

  @Override
  public void run() {
    try (Scope own = new Scope()) {
      INDArray read = own.add(Plain.array(source, sourceShape));
      INDArray errors = own.add(Plain.array(gradient, outShape));
      INDArray plain = own.add(Nd4j.create(DataType.FLOAT, weights.plainShape()));
      INDArray result =
          own.add(Nd4j.createUninitialized(DataType.FLOAT, weights.plainShape(), 'c'));
      shape.backward(read, plain, errors, null, result);
      weights.fill(weights.gradient, result);
      if (weights.biasGradient != null) {
        Plain.copy(own.add(errors.sum(0, 2, 3)), weights.biasGradient);
      }
    }
  }
}
