package org.heredity.attacks.transfer;

import org.heredity.data.Randomness;

/**
 * DI (Xie et al., CVPR 2019): with some probability an image is resized to a random size up to
 * {@code rate} times its own, put into a random place of a black square of that size, and resized
 * back to its own. The published code draws once for a batch; here each copy of an image has a draw
 * of its own.
 *
 * @param probability that an image is changed at all
 * @param rate over 1
 */
record Diversity(double probability, double rate) implements InputTransformation {
  @Override
  public Change draw(Randomness image, int copy, Frame frame) {
    Randomness draw = image.at("diverse").at(copy);
    int side = frame.side();
    Axis same = Axis.unchanged(side);
    if (draw.uniformDouble(0) >= probability) {
      return new Separable(frame.whole(), same, same);
    }
    int large = Math.max(side + 1, (int) (side * rate));
    int size = side + (int) (draw.uniformDouble(1) * (large - side));
    Axis resized = Axis.resized(side, size);
    Axis back = Axis.resized(large, side);
    int above = (int) (draw.uniformDouble(2) * (large - size));
    int before = (int) (draw.uniformDouble(3) * (large - size));
    return new Separable(
        frame.whole(),
        resized.then(Axis.padded(size, large, above)).then(back),
        resized.then(Axis.padded(size, large, before)).then(back));
  }
}
