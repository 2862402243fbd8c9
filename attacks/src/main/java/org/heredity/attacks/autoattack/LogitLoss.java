package org.heredity.attacks.autoattack;

import java.util.Arrays;

/**
 * What is ascended, as a function of one image's logits. Computed in double precision from single,
 * so that an image that is classified with great confidence still has a gradient.
 */
enum LogitLoss {
  /** Softmax cross-entropy with the true class; the target plays no part. */
  CROSS_ENTROPY {
    @Override
    double differentiate(float[] logits, int label, int target, float[] gradient) {
      double greatest = logits[Ranking.first(logits)];
      double others = 0;
      for (int k = 0; k < logits.length; k++) {
        others += k == label ? 0 : Math.exp(logits[k] - greatest);
      }
      double sum = others + Math.exp(logits[label] - greatest);
      for (int k = 0; k < logits.length; k++) {
        gradient[k] = (float) (Math.exp(logits[k] - greatest) / sum);
      }
      // Not one minus the probability, which may round to 0.
      gradient[label] = (float) (-others / sum);
      return Math.log(sum) + greatest - logits[label];
    }
  },

  /**
   * The difference of logits ratio: the lead of the greatest other logit over the true one, divided
   * by the distance from the first to the third. With fewer than three classes the lead alone.
   */
  DLR {
    @Override
    double differentiate(float[] logits, int label, int target, float[] gradient) {
      int[] order = Ranking.top(3, logits);
      int rival = order[0] == label ? order[1] : order[0];
      if (order.length < 3) {
        return DIFFERENCE.differentiate(logits, label, rival, gradient);
      }
      double spread = (double) logits[order[0]] - logits[order[2]] + TINY;
      double loss = ((double) logits[rival] - logits[label]) / spread;
      double[] sums = new double[logits.length];
      sums[rival] += 1 / spread;
      sums[label] -= 1 / spread;
      sums[order[0]] -= loss / spread;
      sums[order[2]] += loss / spread;
      round(sums, gradient);
      return loss;
    }
  },

  /**
   * The target's lead over the true class, divided by the distance from the greatest logit to the
   * mean of the third and the fourth. With fewer than four classes the lead alone.
   */
  TARGETED_DLR {
    @Override
    double differentiate(float[] logits, int label, int target, float[] gradient) {
      int[] order = Ranking.top(4, logits);
      if (order.length < 4) {
        return DIFFERENCE.differentiate(logits, label, target, gradient);
      }
      double spread =
          logits[order[0]] - 0.5 * ((double) logits[order[2]] + logits[order[3]]) + TINY;
      double loss = ((double) logits[target] - logits[label]) / spread;
      double[] sums = new double[logits.length];
      sums[target] += 1 / spread;
      sums[label] -= 1 / spread;
      sums[order[0]] -= loss / spread;
      sums[order[2]] += loss / (2 * spread);
      sums[order[3]] += loss / (2 * spread);
      round(sums, gradient);
      return loss;
    }
  },

  /** The target's lead over the true class. */
  DIFFERENCE {
    @Override
    double differentiate(float[] logits, int label, int target, float[] gradient) {
      Arrays.fill(gradient, 0);
      gradient[target] = 1;
      gradient[label] = -1;
      return (double) logits[target] - logits[label];
    }
  };

  /** What keeps a ratio finite where the logits are equal, as published. */
  private static final double TINY = 1e-12;

  /**
   * Value and gradient.
   *
   * @param logits of one image, at least two
   * @param label true class
   * @param target another class, for the losses that have one
   * @param gradient as many values as logits, overwritten
   */
  abstract double differentiate(float[] logits, int label, int target, float[] gradient);

  private static void round(double[] values, float[] rounded) {
    for (int k = 0; k < values.length; k++) {
      rounded[k] = (float) values[k];
    }
  }
}
