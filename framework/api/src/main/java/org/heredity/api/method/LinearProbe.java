package org.heredity.api.method;

import org.heredity.data.Randomness;
import org.heredity.engine.CrossEntropy;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A fully connected layer trained on fixed features with plain SGD on mean cross-entropy; weight
 * decay is coupled and acts on weight and bias. Starts as PyTorch's {@code Linear}: uniform within
 * 1/sqrt(channels). Not thread-safe; holds native memory until closed.
 */
public final class LinearProbe implements AutoCloseable {
  private final INDArray weight;
  private final INDArray bias;
  private final double lr;
  private final double weightDecay;

  /**
   * A probe before its first step.
   *
   * @param channels length of a feature vector
   * @param classes number of outputs
   * @param lr learning rate
   * @param weightDecay added to the gradient, times the parameter
   * @param randomness of the initial weights
   */
  public LinearProbe(
      int channels, int classes, double lr, double weightDecay, Randomness randomness) {
    this.lr = lr;
    this.weightDecay = weightDecay;
    this.weight = uniform(channels, classes, randomness.at("weight"));
    this.bias = uniform(1, classes, randomness.at("bias"), channels);
  }

  private static INDArray uniform(int channels, int classes, Randomness randomness) {
    return uniform(channels, classes, randomness, channels);
  }

  /** {@code [rows, classes]}, drawn in the order of {@code [classes, rows]}. */
  private static INDArray uniform(int rows, int classes, Randomness randomness, int fanIn) {
    double bound = 1 / Math.sqrt(fanIn);
    float[][] values = new float[rows][classes];
    for (int r = 0; r < rows; r++) {
      for (int k = 0; k < classes; k++) {
        long i = (long) k * rows + r;
        values[r][k] = (float) ((2 * randomness.uniformDouble(i) - 1) * bound);
      }
    }
    return Nd4j.createFromArray(values);
  }

  /**
   * One step.
   *
   * @param features {@code [N, channels]}, float
   * @param labels {@code N} class indices
   * @return mean cross-entropy before the step
   */
  public double step(INDArray features, int[] labels) {
    float[][] gradient;
    try (INDArray logits = logits(features)) {
      gradient = Floats.rows(logits);
    }
    double loss = CrossEntropy.differentiate(gradient, labels);
    // Closed, not left to the collector, which does not see how large they are.
    try (INDArray byLogit = Nd4j.createFromArray(gradient);
        INDArray byWeight = product(features.transpose(), byLogit);
        INDArray byBias = byLogit.sum(true, 0)) {
      descend(weight, byWeight);
      descend(bias, byBias);
    }
    return loss;
  }

  private void descend(INDArray parameter, INDArray gradient) {
    try (INDArray decay = parameter.mul(weightDecay)) {
      parameter.subi(gradient.addi(decay).muli(lr));
    }
  }

  /**
   * The logits of some features.
   *
   * @param features {@code [N, channels]}, float
   * @return {@code [N, classes]}; the caller closes them
   */
  public INDArray logits(INDArray features) {
    return product(features, weight).addiRowVector(bias);
  }

  /** In column order, for into any other ND4J multiplies by way of an array that it drops. */
  private static INDArray product(INDArray left, INDArray right) {
    long[] shape = {left.size(0), right.size(1)};
    return left.mmuli(right, Nd4j.createUninitialized(DataType.FLOAT, shape, 'f'));
  }

  /**
   * Share of the features that are classified correctly.
   *
   * @param features {@code [N, channels]}
   * @param labels {@code N} class indices
   * @return from 0 to 1; NaN if there are none
   */
  public double accuracy(INDArray features, int[] labels) {
    if (labels.length == 0) {
      return Double.NaN;
    }
    int[] predicted;
    try (INDArray logits = logits(features)) {
      predicted = Floats.argMax(logits);
    }
    int correct = 0;
    for (int n = 0; n < labels.length; n++) {
      correct += predicted[n] == labels[n] ? 1 : 0;
    }
    return (double) correct / labels.length;
  }

  /**
   * The weight as it is now.
   *
   * @return a copy in PyTorch's layout, {@code [classes, channels]}; the caller closes it
   */
  public INDArray weight() {
    return weight.transpose().dup('c');
  }

  /**
   * The bias as it is now.
   *
   * @return a copy, {@code [classes]}; the caller closes it
   */
  public INDArray bias() {
    return Floats.array(Floats.copy(bias), bias.length());
  }

  @Override
  public void close() {
    weight.close();
    bias.close();
  }
}
