package org.heredity.datasets.drawn;

/**
 * An outline around the origin, about 1 in radius, by its signed distance: negative inside,
 * positive outside, with a slope of about 1. Only arithmetic that is exact by the Java language, so
 * that every machine draws the same.
 */
enum Shape {
  DISC {
    @Override
    double distance(double x, double y) {
      return Math.sqrt(x * x + y * y) - 0.9;
    }
  },
  SQUARE {
    @Override
    double distance(double x, double y) {
      return box(x, y, 0.8, 0.8);
    }
  },
  TRIANGLE {
    @Override
    double distance(double x, double y) {
      return Math.max(-y, Math.max(SIN_60 * x + 0.5 * y, -SIN_60 * x + 0.5 * y)) - 0.55;
    }
  },
  CROSS {
    @Override
    double distance(double x, double y) {
      return Math.min(box(x, y, 1, 0.34), box(x, y, 0.34, 1));
    }
  },
  RING {
    @Override
    double distance(double x, double y) {
      return Math.abs(Math.sqrt(x * x + y * y) - 0.7) - 0.28;
    }
  },
  CRESCENT {
    @Override
    double distance(double x, double y) {
      double dx = x - 0.55;
      return Math.max(Math.sqrt(x * x + y * y) - 0.98, 0.72 - Math.sqrt(dx * dx + y * y));
    }
  },
  STAR {
    @Override
    double distance(double x, double y) {
      double along = Double.NEGATIVE_INFINITY;
      double across = 0;
      for (int k = 0; k < 5; k++) {
        double a = STAR_COS[k] * x + STAR_SIN[k] * y;
        if (a > along) {
          along = a;
          across = Math.abs(STAR_COS[k] * y - STAR_SIN[k] * x);
        }
      }
      // The edge from the tip (1.1, 0) to the notch at 36 degrees and radius 0.48.
      return ((along - 1.1) * 0.2821 + across * 0.7117) / 0.7656;
    }
  },
  ANGLE {
    @Override
    double distance(double x, double y) {
      return Math.min(box(x + 0.5, y, 0.32, 0.9), box(x, y - 0.58, 0.82, 0.32));
    }
  };

  private static final double SIN_60 = 0.8660254037844386;
  private static final double[] STAR_COS = {
    1, 0.3090169943749474, -0.8090169943749475, -0.8090169943749475, 0.3090169943749474
  };
  private static final double[] STAR_SIN = {
    0, 0.9510565162951535, 0.5877852522924731, -0.5877852522924731, -0.9510565162951535
  };

  /** Signed distance of a point to the outline. */
  abstract double distance(double x, double y);

  private static double box(double x, double y, double halfWidth, double halfHeight) {
    return Math.max(Math.abs(x) - halfWidth, Math.abs(y) - halfHeight);
  }
}
