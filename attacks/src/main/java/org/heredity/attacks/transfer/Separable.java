package org.heredity.attacks.transfer;

import java.util.Arrays;

/**
 * A linear change of a rectangle of every channel that treats all columns alike, then all rows:
 * moves, mirrors and resizes it, or convolves it with a separable kernel.
 *
 * @param area what is changed; the rest stays
 * @param rows what becomes of a column, of as many numbers as the rectangle has rows
 * @param columns what becomes of a row
 */
record Separable(Area area, Axis rows, Axis columns) implements Change {
  @Override
  public void apply(float[] image) {
    change(image, rows, columns);
  }

  @Override
  public void transpose(float[] gradient) {
    change(gradient, rows.transposed(), columns.transposed());
  }

  private void change(float[] image, Axis down, Axis across) {
    float[][] half = new float[area.height()][area.width()];
    for (int c = 0; c < Frame.CHANNELS; c++) {
      for (int y = 0; y < half.length; y++) {
        Arrays.fill(half[y], 0);
        for (int t = 0; t < down.from()[y].length; t++) {
          addTo(half[y], image, area.at(c, down.from()[y][t]), down.weight()[y][t]);
        }
      }
      for (int y = 0; y < half.length; y++) {
        int at = area.at(c, y);
        for (int x = 0; x < area.width(); x++) {
          image[at + x] = product(half[y], across.from()[x], across.weight()[x]);
        }
      }
    }
  }

  private static void addTo(float[] sum, float[] image, int at, float weight) {
    for (int x = 0; x < sum.length; x++) {
      sum[x] += weight * image[at + x];
    }
  }

  private static float product(float[] line, int[] from, float[] weight) {
    float sum = 0;
    for (int t = 0; t < from.length; t++) {
      sum += weight[t] * line[from[t]];
    }
    return sum;
  }
}
