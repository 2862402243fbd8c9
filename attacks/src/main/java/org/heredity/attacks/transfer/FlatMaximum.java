package org.heredity.attacks.transfer;

import java.util.List;
import java.util.stream.IntStream;
import org.heredity.data.Randomness;

/**
 * PGN's gradient (Ge et al., NeurIPS 2023), which penalises its own length and so leads to flat
 * maxima: at each neighbour a mean of the gradient there and of that one step down the slope, of
 * all neighbours.
 *
 * @param neighbours where it is taken
 * @param step size of the step down, the attack's own
 * @param balance weight of the gradient one step down
 */
record FlatMaximum(Neighbours neighbours, double step, double balance) implements GradientRule {
  @Override
  public float[][] at(float[][] points, List<Randomness> streams) {
    return neighbours.mean(points, streams, this::mixed);
  }

  private float[][] mixed(float[][] near, List<Randomness> draws) {
    Geometry geometry = neighbours.geometry();
    float[][] here = neighbours.gradient().at(near, draws);
    float[][] down = new float[near.length][];
    IntStream.range(0, near.length)
        .parallel()
        .forEach(
            row -> {
              down[row] = near[row].clone();
              double size = geometry.size(here[row]);
              if (size != 0) {
                geometry.move(down[row], here[row], -step / size);
              }
            });
    float[][] there =
        neighbours.gradient().at(down, draws.stream().map(draw -> draw.at("down")).toList());
    for (int row = 0; row < here.length; row++) {
      for (int i = 0; i < here[row].length; i++) {
        here[row][i] = (float) ((1 - balance) * here[row][i] + balance * there[row][i]);
      }
    }
    return here;
  }
}
