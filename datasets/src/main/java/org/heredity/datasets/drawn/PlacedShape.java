package org.heredity.datasets.drawn;

import org.heredity.data.Randomness;

/**
 * A shape with a texture somewhere in a picture. Immutable.
 *
 * @param shape outline
 * @param texture of its inside
 * @param centreX in pixels
 * @param centreY in pixels
 * @param radius in pixels
 * @param cos of its rotation
 * @param sin of its rotation
 * @param aspect how much wider than high it is
 * @param frequency periods of the texture per radius
 * @param phase shift of the texture, in periods
 * @param one colour, three numbers in [0, 1]
 * @param other colour, three numbers in [0, 1]
 */
record PlacedShape(
    Shape shape,
    Texture texture,
    double centreX,
    double centreY,
    double radius,
    double cos,
    double sin,
    double aspect,
    double frequency,
    double phase,
    double[] one,
    double[] other) {

  /** Draws it over {@code rgb}, {@code [side, side, 3]} in [0, 1]. */
  void draw(double[] rgb, int side, double opacity) {
    double reach = 1.3 * radius * Math.max(aspect, 1 / aspect) + 1;
    int fromX = (int) Math.max(0, centreX - reach);
    int toX = (int) Math.min(side - 1, centreX + reach);
    int fromY = (int) Math.max(0, centreY - reach);
    int toY = (int) Math.min(side - 1, centreY + reach);
    for (int py = fromY; py <= toY; py++) {
      for (int px = fromX; px <= toX; px++) {
        double dx = (px + 0.5 - centreX) / radius;
        double dy = (py + 0.5 - centreY) / radius;
        double x = (cos * dx + sin * dy) / aspect;
        double y = (cos * dy - sin * dx) * aspect;
        double cover = Math.min(1, 0.5 - shape.distance(x, y) * radius) * opacity;
        if (cover > 0) {
          double mix = texture.at(x * frequency + phase, y * frequency + 0.7 * phase);
          int at = 3 * (py * side + px);
          for (int c = 0; c < 3; c++) {
            double colour = one[c] + mix * (other[c] - one[c]);
            rgb[at + c] += cover * (colour - rgb[at + c]);
          }
        }
      }
    }
  }

  /** A colour whose channels are uniform. */
  static double[] colour(Randomness randomness) {
    return new double[] {
      randomness.uniformDouble(0), randomness.uniformDouble(1), randomness.uniformDouble(2)
    };
  }

  /** A colour whose brightness differs from that of {@code from} by at least {@code contrast}. */
  static double[] colour(Randomness randomness, double[] from, double contrast) {
    double[] colour = colour(randomness);
    for (int i = 1; Math.abs(brightness(colour) - brightness(from)) < contrast; i++) {
      colour = colour(randomness.at(i));
    }
    return colour;
  }

  private static double brightness(double[] colour) {
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2];
  }
}
