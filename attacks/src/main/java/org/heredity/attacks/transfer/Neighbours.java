package org.heredity.attacks.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.heredity.data.Randomness;

/**
 * Uniform points around each image, and the mean of a gradient over them. As many neighbours are
 * computed at a time as the network takes. Not thread-safe.
 *
 * @param gradient of the objective
 * @param geometry of the threat model
 * @param count neighbours of an image, at least 1
 * @param radius greatest distance, in the threat model's unit
 */
record Neighbours(MeanGradient gradient, Geometry geometry, int count, double radius) {
  /** Mean over the neighbours of what {@code rule} finds there. */
  float[][] mean(float[][] images, List<Randomness> streams, GradientRule rule) {
    float[][] sums = new float[images.length][images[0].length];
    int together = gradient.together(count, images.length * gradient.copies());
    for (int from = 0; from < count; from += together) {
      int points = Math.min(together, count - from) * images.length;
      List<Randomness> draws = new ArrayList<>();
      for (int row = 0; row < points; row++) {
        Randomness image = streams.get(row % images.length);
        draws.add(image.at("neighbour").at(from + row / images.length));
      }
      float[][] near = new float[points][];
      IntStream.range(0, points)
          .parallel()
          .forEach(
              row -> {
                near[row] = images[row % images.length].clone();
                geometry.scatter(near[row], radius, draws.get(row).at("place"));
              });
      addTo(sums, rule.at(near, draws));
    }
    return sums;
  }

  private void addTo(float[][] sums, float[][] slopes) {
    IntStream.range(0, sums.length)
        .parallel()
        .forEach(
            n -> {
              for (int row = n; row < slopes.length; row += sums.length) {
                for (int i = 0; i < sums[n].length; i++) {
                  sums[n][i] += slopes[row][i] / count;
                }
              }
            });
  }
}
