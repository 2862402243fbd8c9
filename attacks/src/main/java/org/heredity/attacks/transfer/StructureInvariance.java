package org.heredity.attacks.transfer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.heredity.data.Randomness;

/**
 * SIA (Wang et al., ICCV 2023): an image is cut into {@code blocks} by {@code blocks} rectangles at
 * random rows and columns, and each is changed at random in one of ten ways ({@link BlockChange}).
 *
 * <p>The published code clips where it adds noise, to the range of images; here nothing is clipped,
 * so that every change is affine.
 *
 * @param blocks a side
 */
record StructureInvariance(int blocks) implements InputTransformation {
  @Override
  public Change draw(Randomness image, int copy, Frame frame) {
    Randomness draw = image.at("blocks").at(copy);
    int[] rows = cuts(draw.at("rows"), frame.side());
    int[] columns = cuts(draw.at("columns"), frame.side());
    List<Change> changes = new ArrayList<>();
    for (int y = 0; y < blocks; y++) {
      for (int x = 0; x < blocks; x++) {
        Area area =
            new Area(
                frame.side(),
                rows[y],
                columns[x],
                rows[y + 1] - rows[y],
                columns[x + 1] - columns[x]);
        Randomness own = draw.at((long) y * blocks + x);
        BlockChange[] kinds = BlockChange.values();
        changes.add(kinds[(int) (own.uniformDouble(0) * kinds.length)].draw(area, own, frame));
      }
    }
    return Change.inOrder(changes);
  }

  /** 0, distinct places in ascending order, and the side. */
  private int[] cuts(Randomness draw, int side) {
    int[] cuts = new int[blocks + 1];
    int[] places = draw.permutation(side - 1);
    for (int i = 1; i < blocks; i++) {
      cuts[i] = places[i - 1] + 1;
    }
    Arrays.sort(cuts, 1, blocks);
    cuts[blocks] = side;
    return cuts;
  }
}
