package org.heredity.attacks.transfer;

import java.util.ArrayList;
import java.util.List;
import org.heredity.data.Randomness;

/**
 * BSR (Wang et al., CVPR 2024): an image is cut into strips along a random axis, the strips are
 * turned by a random angle and shuffled, and each is cut along the other axis and shuffled, too.
 * Lengths are proportional to uniform numbers of 1 to 2, rounded; the longest takes what rounding
 * leaves over. As in the published code a strip is turned before it is cut, and turned strips have
 * black corners.
 *
 * @param blocks along each axis
 * @param degrees greatest angle, either way
 */
record BlockShuffle(int blocks, double degrees) implements InputTransformation {
  @Override
  public Change draw(Randomness image, int copy, Frame frame) {
    Randomness draw = image.at("shuffle").at(copy);
    int side = frame.side();
    boolean vertical = draw.uniform(0) < 0.5f;
    int[] lengths = lengths(draw.at("strips"), side);
    List<Change> changes = new ArrayList<>();
    int start = 0;
    for (int s = 0; s < blocks; s++) {
      Area strip =
          vertical
              ? new Area(side, start, 0, lengths[s], side)
              : new Area(side, 0, start, side, lengths[s]);
      Randomness own = draw.at(s);
      changes.add(new Rotation(strip, (2 * own.uniformDouble(0) - 1) * degrees));
      changes.add(along(strip, !vertical, shuffled(lengths(own, side), own)));
      start += lengths[s];
    }
    changes.add(along(frame.whole(), vertical, shuffled(lengths, draw)));
    return Change.inOrder(changes);
  }

  private static Separable along(Area area, boolean vertical, Axis axis) {
    return vertical
        ? new Separable(area, axis, Axis.unchanged(area.width()))
        : new Separable(area, Axis.unchanged(area.height()), axis);
  }

  private int[] lengths(Randomness draw, int side) {
    double[] shares = new double[blocks];
    double sum = 0;
    for (int i = 0; i < blocks; i++) {
      shares[i] = 1 + draw.at("lengths").uniformDouble(i);
      sum += shares[i];
    }
    int[] lengths = new int[blocks];
    int left = side;
    int longest = 0;
    for (int i = 0; i < blocks; i++) {
      lengths[i] = (int) Math.rint(shares[i] / sum * side);
      left -= lengths[i];
      longest = lengths[i] > lengths[longest] ? i : longest;
    }
    lengths[longest] += left;
    return lengths;
  }

  /** Pieces of these lengths in another order. */
  private static Axis shuffled(int[] lengths, Randomness draw) {
    int[] starts = new int[lengths.length];
    for (int i = 1; i < starts.length; i++) {
      starts[i] = starts[i - 1] + lengths[i - 1];
    }
    int side = starts[starts.length - 1] + lengths[lengths.length - 1];
    int[] source = new int[side];
    int at = 0;
    for (int piece : draw.at("order").permutation(lengths.length)) {
      for (int i = 0; i < lengths[piece]; i++) {
        source[at++] = starts[piece] + i;
      }
    }
    return Axis.moved(side, i -> source[i]);
  }
}
