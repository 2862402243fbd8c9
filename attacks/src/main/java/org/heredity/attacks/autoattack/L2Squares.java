package org.heredity.attacks.autoattack;

import org.heredity.data.Randomness;

/**
 * In L2 the change has the length epsilon and lies in squares, each half a hill and half a hollow:
 * at the start five by five of them, then a square takes over what another has.
 */
final class L2Squares implements Squares {
  /** Squares along a side at the start. */
  private static final int TILES = 5;

  private static final int LEAST = 3;
  private static final double TINY = 1e-12;

  private final L2Region region;
  private final float[] clean;
  private final int side;

  L2Squares(L2Region region, float[] clean) {
    this.region = region;
    this.clean = clean;
    side = (int) Math.round(Math.sqrt(region.plane(clean)));
  }

  /** A part of a channel. */
  private record Window(int channel, int top, int left, int length) {
    boolean holds(int y, int x) {
      return y >= top && y < top + length && x >= left && x < left + length;
    }
  }

  @Override
  public void start(float[] image, Randomness draws) {
    int length = Math.max(1, side / TILES);
    int margin = Math.max(0, (side - TILES * length) / 2);
    double[] change = new double[image.length];
    int tile = 0;
    for (int top = margin; top + length <= side; top += length) {
      for (int left = margin; left + length <= side; left += length) {
        Randomness own = draws.at(tile++);
        double[][] bump = bump(length, own.bits(0) < 0);
        for (int c = 0; c < region.scale.length; c++) {
          int sign = Squares.sign(own, 1 + c);
          for (int y = 0; y < length; y++) {
            for (int x = 0; x < length; x++) {
              change[(c * side + top + y) * side + left + x] = sign * bump[y][x];
            }
          }
        }
      }
    }
    region.stretch(clean, change, image);
  }

  @Override
  public void change(float[] image, int length, Randomness draws) {
    int odd = Math.max(length, LEAST);
    odd = Math.min(odd % 2 == 0 ? odd + 1 : odd, side);
    int top = Squares.place(draws, 0, side - odd);
    int left = Squares.place(draws, 1, side - odd);
    int otherTop = Squares.place(draws, 2, side - odd);
    int otherLeft = Squares.place(draws, 3, side - odd);
    double[][] bump = bump(odd, draws.bits(4) < 0);
    double[] change = region.change(clean, image);
    double length2 = region.length(change);
    double spare = Math.max(region.epsilon * region.epsilon - length2 * length2, 0);
    for (int c = 0; c < region.scale.length; c++) {
      Window window = new Window(c, top, left, odd);
      Window other = new Window(c, otherTop, otherLeft, odd);
      double both = squares(change, window, null) + squares(change, other, window);
      double budget = spare / region.scale.length + both;
      double[][] fresh = fresh(change, window, bump, Squares.sign(draws, 5 + c), budget);
      fill(change, other, new double[odd][odd]);
      fill(change, window, fresh);
    }
    region.stretch(clean, change, image);
  }

  /** The sum of squares in a window, without what lies in another, if any. */
  private double squares(double[] change, Window window, Window without) {
    double squares = 0;
    for (int y = 0; y < window.length(); y++) {
      int row = index(window, y, 0);
      for (int x = 0; x < window.length(); x++) {
        if (without == null || !without.holds(window.top() + y, window.left() + x)) {
          squares += change[row + x] * change[row + x];
        }
      }
    }
    return squares;
  }

  /** The bump added to the direction of what is in the window, with a budget of squares. */
  private double[][] fresh(
      double[] change, Window window, double[][] bump, int sign, double budget) {
    int length = window.length();
    double before = Math.sqrt(squares(change, window, null)) + TINY;
    double[][] fresh = new double[length][length];
    double squares = 0;
    for (int y = 0; y < length; y++) {
      for (int x = 0; x < length; x++) {
        fresh[y][x] = sign * bump[y][x] + change[index(window, y, x)] / before;
        squares += fresh[y][x] * fresh[y][x];
      }
    }
    double factor = Math.sqrt(budget) / (Math.sqrt(squares) + TINY);
    for (double[] row : fresh) {
      for (int x = 0; x < length; x++) {
        row[x] *= factor;
      }
    }
    return fresh;
  }

  private void fill(double[] change, Window window, double[][] values) {
    for (int y = 0; y < window.length(); y++) {
      System.arraycopy(values[y], 0, change, index(window, y, 0), window.length());
    }
  }

  private int index(Window window, int y, int x) {
    return (window.channel() * side + window.top() + y) * side + window.left() + x;
  }

  /**
   * A square of length 1, one half above 0 and the other below.
   *
   * @param length of its side
   * @param upright whether the halves are side by side rather than one above the other
   */
  static double[][] bump(int length, boolean upright) {
    double[][] bump = new double[length][length];
    int half = length / 2;
    hill(bump, 0, half, 1, upright);
    hill(bump, half, length - half, -1, upright);
    double squares = 0;
    for (double[] row : bump) {
      for (double value : row) {
        squares += value * value;
      }
    }
    for (double[] row : bump) {
      for (int x = 0; x < length; x++) {
        row[x] /= Math.sqrt(squares);
      }
    }
    return bump;
  }

  /**
   * Rings of rectangles around the middle: the ring of number r, from 0, is the sum of 1 / (k +
   * 1)^2 from k = r on. A half has the length 1.
   */
  private static void hill(double[][] bump, int from, int height, int sign, boolean upright) {
    int width = bump.length;
    int rings = Math.max(height, width) / 2 + 1;
    double[] levels = new double[rings + 1];
    for (int k = rings - 1; k >= 0; k--) {
      levels[k] = levels[k + 1] + 1.0 / ((k + 1) * (k + 1));
    }
    double squares = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double level = level(levels, height, width, y, x);
        squares += level * level;
      }
    }
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double value = sign * level(levels, height, width, y, x) / Math.sqrt(squares);
        if (upright) {
          bump[x][from + y] = value;
        } else {
          bump[from + y][x] = value;
        }
      }
    }
  }

  private static double level(double[] levels, int height, int width, int y, int x) {
    return levels[Math.max(Math.abs(y - height / 2), Math.abs(x - width / 2))];
  }
}
