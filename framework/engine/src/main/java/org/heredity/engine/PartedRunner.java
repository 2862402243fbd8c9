package org.heredity.engine;

import org.heredity.engine.memory.Scope;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Runner;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Computes batches in eval mode in parts that fit into memory; what comes of an image does not
 * depend on the others. The runner stays the caller's.
 *
 * @param runner of the network, or a part of it
 * @param need that says how large a part may be
 * @param mode of the runner
 * @param before what is done before the images of each forward pass
 */
record PartedRunner(Runner runner, MemoryNeed need, Mode mode, Preparation before) {
  /** Prepares a forward pass. */
  @FunctionalInterface
  interface Preparation {
    /** There is nothing to do. */
    Preparation NONE = (from, to) -> {};

    /** Called with the first image and the one behind the last, numbered in the batch. */
    void images(int from, int to);
  }

  /** What the runner gives, {@code [N, C]}; the array is the caller's. */
  INDArray forward(INDArray images) {
    int count = (int) images.size(0);
    int part = need.batch(mode, count);
    if (part == count) {
      return forward(images, 0, count);
    }
    INDArray all = null;
    for (int from = 0; from < count; from += part) {
      int to = Math.min(count, from + part);
      try (INDArray some = forward(rows(images, from, to), from, to)) {
        if (all == null) {
          all = Nd4j.createUninitialized(DataType.FLOAT, new long[] {count, some.size(1)}, 'c');
        }
        rows(all, from, to).assign(some);
      }
    }
    return all;
  }

  private INDArray forward(INDArray images, int from, int to) {
    before.images(from, to);
    return runner.forward(images);
  }

  private static INDArray rows(INDArray array, int from, int to) {
    return array.get(NDArrayIndex.interval(from, to));
  }

  /**
   * The objective's mean over the batch, and its gradient with respect to the images.
   *
   * @param head of the network, for an objective of logits
   * @param gradient like {@code images}, overwritten
   */
  double differentiate(Head head, INDArray images, Objective objective, INDArray gradient) {
    try (Scope step = new Scope()) {
      INDArray below = step.add(forward(images));
      double value;
      INDArray belowGradient;
      if (objective.output().kind() != Objective.Output.Kind.LOGITS) {
        belowGradient = step.add(below.ulike());
        value = objective.evaluate(below, belowGradient);
      } else {
        INDArray logits = step.add(head.forward(below));
        INDArray logitGradient = step.add(logits.ulike());
        value = objective.evaluate(logits, logitGradient);
        belowGradient = step.add(head.backward(logitGradient));
      }
      imageGradient(images, belowGradient, gradient);
      return value;
    }
  }

  private void imageGradient(INDArray images, INDArray outputGradient, INDArray gradient) {
    int count = (int) images.size(0);
    int part = need.batch(mode, count);
    if (part == count) {
      runner.backward(outputGradient);
      runner.imageGradient(gradient);
      return;
    }
    // A runner remembers its last forward pass only, so that each part is computed once more.
    for (int from = 0; from < count; from += part) {
      int to = Math.min(count, from + part);
      forward(rows(images, from, to), from, to).close();
      runner.backward(rows(outputGradient, from, to));
      runner.imageGradient(rows(gradient, from, to));
    }
  }
}
