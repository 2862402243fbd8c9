package org.heredity.engine;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The oracle's two objectives, written out in double precision. */
final class TestObjectives {
  private TestObjectives() {}

  record Labels(int[] labels) implements Objective {
    @Override
    public Output output() {
      return Output.LOGITS;
    }

    @Override
    public double evaluate(INDArray z, INDArray gradient) {
      long batch = z.size(0);
      double loss = 0;
      for (int n = 0; n < batch; n++) {
        double max = z.getRow(n).maxNumber().doubleValue();
        double sum = 0;
        for (int c = 0; c < z.size(1); c++) {
          sum += Math.exp(z.getDouble(n, c) - max);
        }
        loss += max + Math.log(sum) - z.getDouble(n, labels[n]);
        for (int c = 0; c < z.size(1); c++) {
          double p = Math.exp(z.getDouble(n, c) - max) / sum;
          gradient.putScalar(n, c, (p - (c == labels[n] ? 1 : 0)) / batch);
        }
      }
      return loss / batch;
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
