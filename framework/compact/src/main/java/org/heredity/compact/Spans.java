package org.heredity.compact;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a convolution's result into runs of floats that lie one after the other in what is read, in
 * what is written and in what is added: rows, or, where these are short, all rows at once with the
 * zeros between them, which are then to be written again.
 *
 * @param merged whether the zeros between rows are overwritten
 * @param places of each run, by pixel (0, 0) of the first channel: in what is read, in what is
 *     written, in what is added, and its length
 */
record Spans(boolean merged, List<int[]> places) {
  /**
   * Those of a convolution.
   *
   * @param source what is read, one pixel to the right for one pixel of the result
   * @param target what is written
   * @param summand what is added, or null
   * @param block floats that a kernel computes at once
   */
  static Spans of(Layout source, Layout target, Layout summand, int block) {
    boolean alike =
        source.row() == target.row() && (summand == null || summand.row() == target.row());
    int all = (target.side() - 1) * target.row() + target.width();
    int halves = block / 2;
    long byRow = (long) target.side() * ceil(target.width(), halves);
    boolean merged = alike && ceil(all, halves) < byRow;
    List<int[]> places = new ArrayList<>();
    int runs = merged ? 1 : target.side();
    int length = merged ? all : target.width();
    for (int y = 0; y < runs; y++) {
      for (int done = 0; done < length; done += block) {
        places.add(
            new int[] {
              source.origin() + y * source.row() + done,
              target.origin() + y * target.row() + done,
              summand == null ? 0 : summand.origin() + y * summand.row() + done,
              Math.min(block, length - done)
            });
      }
    }
    return new Spans(merged, places);
  }

  private static int ceil(int length, int part) {
    return (length + part - 1) / part;
  }
}
