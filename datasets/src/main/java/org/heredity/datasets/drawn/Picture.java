package org.heredity.datasets.drawn;

import org.heredity.data.Randomness;
import org.heredity.data.RgbImage;

/**
 * Draws one image of a class: a figure of the class's shape and texture, of any colours, place,
 * size, rotation and proportions, over and under clutter, on a shaded ground, with noise. Only the
 * shape and the texture tell the class.
 */
final class Picture {
  private static final Shape[] SHAPES = Shape.values();
  private static final Texture[] TEXTURES = Texture.values();

  /** 30 degrees, the largest rotation either way. */
  private static final double LEAN = 0.5236;

  private Picture() {}

  /**
   * Draws it.
   *
   * @param randomness of this image
   * @param side width and height in pixels
   */
  static RgbImage draw(DrawnClass drawn, int side, Randomness randomness) {
    double[] rgb = new double[3 * side * side];
    double[] ground = ground(rgb, side, randomness.at("ground"));
    Randomness clutter = randomness.at("clutter");
    int behind = (int) (4 * clutter.uniformDouble(0));
    for (int i = 0; i < behind; i++) {
      distractor(side, ground, clutter.at(i)).draw(rgb, side, 0.7);
    }
    subject(drawn, side, ground, randomness.at("subject")).draw(rgb, side, 1);
    if (clutter.uniformDouble(1) < 0.25) {
      distractor(side, ground, clutter.at("before")).draw(rgb, side, 0.9);
    }
    return noisy(rgb, side, randomness.at("noise"));
  }

  /** Fills the picture with a gradient and a faint texture; returns its colour in the middle. */
  private static double[] ground(double[] rgb, int side, Randomness randomness) {
    double[] from = PlacedShape.colour(randomness.at("from"));
    double[] to = PlacedShape.colour(randomness.at("to"));
    double angle = 2 * StrictMath.PI * randomness.uniformDouble(0);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    Texture texture = TEXTURES[(int) (TEXTURES.length * randomness.uniformDouble(1))];
    double strength = 0.15 * randomness.uniformDouble(2);
    double frequency = 3 + 5 * randomness.uniformDouble(3);
    double slope = 0.35 * randomness.uniformDouble(4);
    double[] middle = new double[3];
    for (int c = 0; c < 3; c++) {
      middle[c] = 0.5 * (from[c] + to[c]);
    }
    for (int py = 0; py < side; py++) {
      for (int px = 0; px < side; px++) {
        double x = (px + 0.5) / side - 0.5;
        double y = (py + 0.5) / side - 0.5;
        double u = cos * x + sin * y;
        double v = cos * y - sin * x;
        double mix =
            0.5 + slope * 2 * u + strength * (texture.at(u * frequency, v * frequency) - 0.5);
        int at = 3 * (py * side + px);
        for (int c = 0; c < 3; c++) {
          rgb[at + c] = from[c] + mix * (to[c] - from[c]);
        }
      }
    }
    return middle;
  }

  private static PlacedShape subject(
      DrawnClass drawn, int side, double[] ground, Randomness randomness) {
    double[] one = PlacedShape.colour(randomness.at("one"), ground, 0.2);
    double[] other = PlacedShape.colour(randomness.at("other"), one, 0.4);
    double radius = side * (0.36 + 0.1 * randomness.uniformDouble(0));
    double slack = 0.1 * side;
    return figure(
        drawn.shape(),
        drawn.texture(),
        0.5 * side + slack * (2 * randomness.uniformDouble(1) - 1),
        0.5 * side + slack * (2 * randomness.uniformDouble(2) - 1),
        radius,
        1.5 + 0.7 * randomness.uniformDouble(3),
        one,
        other,
        randomness);
  }

  private static PlacedShape distractor(int side, double[] ground, Randomness randomness) {
    double[] one = PlacedShape.colour(randomness.at("one"));
    double radius = side * (0.05 + 0.08 * randomness.uniformDouble(0));
    return figure(
        SHAPES[(int) (SHAPES.length * randomness.uniformDouble(10))],
        TEXTURES[(int) (TEXTURES.length * randomness.uniformDouble(11))],
        side * randomness.uniformDouble(1),
        side * randomness.uniformDouble(2),
        radius,
        0.8 + randomness.uniformDouble(3),
        one,
        PlacedShape.colour(randomness.at("other"), ground, 0.1),
        randomness);
  }

  private static PlacedShape figure(
      Shape shape,
      Texture texture,
      double x,
      double y,
      double radius,
      double frequency,
      double[] one,
      double[] other,
      Randomness randomness) {
    double angle = LEAN * (2 * randomness.uniformDouble(20) - 1);
    return new PlacedShape(
        shape,
        texture,
        x,
        y,
        radius,
        StrictMath.cos(angle),
        StrictMath.sin(angle),
        0.88 + 0.24 * randomness.uniformDouble(21),
        frequency,
        randomness.uniformDouble(22),
        one,
        other);
  }

  /** Rounds to bytes, with noise of a triangular distribution whose strength differs by image. */
  private static RgbImage noisy(double[] rgb, int side, Randomness randomness) {
    double strength = 4 + 16 * randomness.uniformDouble(0);
    byte[] bytes = new byte[rgb.length];
    for (int p = 0; p < side * side; p++) {
      long bits = randomness.bits(1 + p);
      for (int c = 0; c < 3; c++) {
        double noise = (((bits & 0x3FF) + (bits >>> 10 & 0x3FF)) / 1023.0 - 1) * strength;
        bits >>>= 20;
        double value = 255 * rgb[3 * p + c] + noise;
        bytes[3 * p + c] = (byte) (int) Math.min(255, Math.max(0, Math.floor(value + 0.5)));
      }
    }
    return new RgbImage(side, side, bytes);
  }
}
