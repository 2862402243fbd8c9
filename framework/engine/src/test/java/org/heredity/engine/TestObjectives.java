package org.heredity.engine;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The oracle's two objectives, written out. */
final class TestObjectives {
  private TestObjectives() {}

  record Labels(int[] labels) implements Objective {
    @Override
    public Output output() {
      return Output.LOGITS;
    }

    @Override
    public double evaluate(INDArray outputs, INDArray gradient) {
      INDArray targets = CrossEntropy.oneHot(labels, (int) outputs.size(1));
      return CrossEntropy.evaluate(outputs, targets, gradient);
    }
  }

  record Penultimate() implements Objective {
    @Override
    public Output output() {
      return Output.FEATURES;
    }

    @Override
    public double evaluate(INDArray f, INDArray gradient) {
      long batch = f.size(0);
      long channels = f.size(1);
      double sum = 0;
      for (int i = 0; i < batch; i++) {
        double rest = 0;
        for (int j = 1; j < channels; j++) {
          double v = f.getDouble(i, j);
          rest += v * v;
          gradient.putScalar(i, j, -0.2 * v / (channels - 1) / batch);
        }
        double distance = f.getDouble(i, 0) - 1000;
        gradient.putScalar(i, 0, -2 * distance / batch);
        sum -= distance * distance + 0.1 * rest / (channels - 1);
      }
      return sum / batch;
    }
  }
}
