package org.heredity.datasets.drawn;

/**
 * A pattern of two colours over the plane, with soft edges: 0 is the one, 1 the other. Its period
 * is about 1.
 */
enum Texture {
  STRIPES {
    @Override
    double at(double x, double y) {
      return soft(wave(x));
    }
  },
  CHECKER {
    @Override
    double at(double x, double y) {
      return 0.5 + 0.5 * (2 * soft(wave(x * 0.8)) - 1) * (2 * soft(wave(y * 0.8)) - 1);
    }
  },
  DOTS {
    @Override
    double at(double x, double y) {
      double dx = x - Math.floor(x) - 0.5;
      double dy = y - Math.floor(y) - 0.5;
      return soft(4 * (0.31 - Math.sqrt(dx * dx + dy * dy)));
    }
  },
  CIRCLES {
    @Override
    double at(double x, double y) {
      return soft(wave(Math.sqrt(x * x + y * y)));
    }
  },
  ZIGZAG {
    @Override
    double at(double x, double y) {
      return soft(wave(y + 0.5 * wave(x * 0.7)));
    }
  },
  PLAIN {
    @Override
    double at(double x, double y) {
      return 0.5 + 0.25 * wave(0.1 * x + 0.13 * y);
    }
  };

  /** The pattern at a point, in [0, 1]. */
  abstract double at(double x, double y);

  /** A triangle wave of period 1, in [-1, 1]. */
  private static double wave(double t) {
    double phase = t - Math.floor(t);
    return 4 * Math.abs(phase - 0.5) - 1;
  }

  /** From 0 below -0.25 to 1 above 0.25. */
  private static double soft(double t) {
    return Math.min(1, Math.max(0, 0.5 + 2 * t));
  }
}
