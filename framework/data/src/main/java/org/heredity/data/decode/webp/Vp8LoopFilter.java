package org.heredity.data.decode.webp;

/** Smooths the edges between blocks (RFC 6386, section 15). */
final class Vp8LoopFilter {
  private final Vp8Plane[] planes;
  private final boolean simple;
  private final int sharpness;

  Vp8LoopFilter(Vp8Plane[] planes, boolean simple, int sharpness) {
    this.planes = planes;
    this.simple = simple;
    this.sharpness = sharpness;
  }

  /**
   * Smooths the left and the upper edge of a macroblock, and those inside.
   *
   * @param level 1 to 63
   * @param inside whether the edges inside are smoothed too
   */
  void filter(int column, int row, int level, boolean inside) {
    int inner = sharpness > 0 ? level >> (sharpness > 4 ? 2 : 1) : level;
    inner = Math.max(1, sharpness > 0 ? Math.min(inner, 9 - sharpness) : inner);
    int limit = 2 * level + inner;
    int high = level >= 40 ? 2 : level >= 15 ? 1 : 0;
    for (int p = 0; p < (simple ? 1 : 3); p++) {
      Vp8Plane plane = planes[p];
      int at = plane.at(column * plane.side, row * plane.side);
      Edge edge = new Edge(plane, inner, high);
      if (column > 0) {
        edge.smooth(at, 1, plane.stride, limit + 4, true);
      }
      for (int i = 4; inside && i < plane.side; i += 4) {
        edge.smooth(at + i, 1, plane.stride, limit, false);
      }
      if (row > 0) {
        edge.smooth(at, plane.stride, 1, limit + 4, true);
      }
      for (int i = 4; inside && i < plane.side; i += 4) {
        edge.smooth(at + i * plane.stride, plane.stride, 1, limit, false);
      }
    }
  }

  /** Edges of one plane under the same thresholds. */
  private final class Edge {
    private final Vp8Plane plane;
    private final byte[] pixels;
    private final int inner;
    private final int high;

    Edge(Vp8Plane plane, int inner, int high) {
      this.plane = plane;
      this.pixels = plane.pixels;
      this.inner = inner;
      this.high = high;
    }

    /**
     * Smooths one edge.
     *
     * @param at the first pixel behind it
     * @param across from one pixel to the next across the edge
     * @param along from one pixel to the next along it
     */
    void smooth(int at, int across, int along, int limit, boolean outer) {
      int most = 2 * limit + 1;
      for (int i = 0, q = at; i < plane.side; i++, q += along) {
        int p1 = plane.get(q - 2 * across);
        int p0 = plane.get(q - across);
        int q0 = plane.get(q);
        int q1 = plane.get(q + across);
        if (4 * Math.abs(p0 - q0) + Math.abs(p1 - q1) > most) {
          continue;
        }
        if (simple) {
          two(q, across, p1, p0, q0, q1);
        } else if (smoothBeside(q, across)) {
          if (Math.abs(p1 - p0) > high || Math.abs(q1 - q0) > high) {
            two(q, across, p1, p0, q0, q1);
          } else if (outer) {
            six(q, across, p1, p0, q0, q1);
          } else {
            four(q, across, p1, p0, q0, q1);
          }
        }
      }
    }

    private boolean smoothBeside(int q, int across) {
      for (int i = -4; i < 3; i++) {
        int difference = plane.get(q + i * across) - plane.get(q + (i + 1) * across);
        if (i != -1 && Math.abs(difference) > inner) {
          return false;
        }
      }
      return true;
    }

    private void two(int q, int across, int p1, int p0, int q0, int q1) {
      int a = 3 * (q0 - p0) + signed(p1 - q1);
      set(q - across, p0 + small(a + 3 >> 3));
      set(q, q0 - small(a + 4 >> 3));
    }

    private void four(int q, int across, int p1, int p0, int q0, int q1) {
      int a = 3 * (q0 - p0);
      int second = small(a + 4 >> 3);
      int outer = second + 1 >> 1;
      set(q - 2 * across, p1 + outer);
      set(q - across, p0 + small(a + 3 >> 3));
      set(q, q0 - second);
      set(q + across, q1 - outer);
    }

    private void six(int q, int across, int p1, int p0, int q0, int q1) {
      int p2 = plane.get(q - 3 * across);
      int q2 = plane.get(q + 2 * across);
      int a = signed(3 * (q0 - p0) + signed(p1 - q1));
      int most = 27 * a + 63 >> 7;
      int more = 18 * a + 63 >> 7;
      int some = 9 * a + 63 >> 7;
      set(q - 3 * across, p2 + some);
      set(q - 2 * across, p1 + more);
      set(q - across, p0 + most);
      set(q, q0 - most);
      set(q + across, q1 - more);
      set(q + 2 * across, q2 - some);
    }

    private void set(int at, int value) {
      pixels[at] = (byte) Vp8Transform.clip(value);
    }

    private static int signed(int value) {
      return Math.max(-128, Math.min(127, value));
    }

    private static int small(int value) {
      return Math.max(-16, Math.min(15, value));
    }
  }
}
