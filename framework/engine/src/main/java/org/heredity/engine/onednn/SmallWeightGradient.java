package org.heredity.engine.onednn;

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
  private final INDArray plainSource;
  private final INDArray plainGradient;
  private final INDArray plainWeights;
  private final INDArray result;

  /**
   * Binds the arrays.
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
    shape = new ConvolutionShape(conv.window(), conv.groups());
    plainSource = Nd4j.createUninitialized(DataType.FLOAT, sourceShape, 'c');
    plainGradient = Nd4j.createUninitialized(DataType.FLOAT, outShape, 'c');
    plainWeights = Nd4j.create(DataType.FLOAT, weights.plainShape());
    result = Nd4j.createUninitialized(DataType.FLOAT, weights.plainShape(), 'c');
  }

  @Override
  public void run() {
    Plain.copy(source, plainSource);
    Plain.copy(gradient, plainGradient);
    shape.backward(plainSource, plainWeights, plainGradient, null, result);
    weights.fill(weights.gradient, result);
    if (weights.biasGradient != null) {
      Plain.copy(plainGradient.sum(0, 2, 3), weights.biasGradient);
    }
  }
}
