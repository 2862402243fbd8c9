package org.heredity.api.train;

/** How the learning rate changes over a stage of training. */
public enum Schedule {
  /** It does not change. */
  CONSTANT {
    @Override
    double factor(int step, int steps) {
      return 1;
    }
  },
  /** Half a cosine from 1 to 0 (Loshchilov and Hutter, ICLR 2017, without restarts). */
  COSINE {
    @Override
    double factor(int step, int steps) {
      return 0.5 * (1 + Math.cos(Math.PI * step / steps));
    }
  },
  /**
   * From a 25th up to 1 in the first 15% of the steps, then down to 0, each along half a cosine
   * (Smith and Topin, 2019; as PyTorch's OneCycleLR, but with a constant momentum and an end of 0).
   */
  ONE_CYCLE {
    @Override
    double factor(int step, int steps) {
      double warmUp = 0.15 * steps;
      if (step < warmUp) {
        return 1 - 0.48 * (1 + Math.cos(Math.PI * step / warmUp));
      }
      return 0.5 * (1 + Math.cos(Math.PI * (step - warmUp) / (steps - warmUp)));
    }
  },
  /** A tenth after half of the steps, a hundredth after three quarters (He et al., CVPR 2016). */
  STEP {
    @Override
    double factor(int step, int steps) {
      if (4L * step >= 3L * steps) {
        return 0.01;
      }
      return 2L * step >= steps ? 0.1 : 1;
    }
  };

  /**
   * What the learning rate is multiplied by.
   *
   * @param step from 0
   * @param steps of the whole stage
   */
  abstract double factor(int step, int steps);
}
