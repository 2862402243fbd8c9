package org.heredity.attacks.transfer;

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
    for (int c = 0; c < Frame.CHANNELS; c++) {
      float[][] lines = new float[area.height()][area.width()];
      for (int y = 0; y < lines.length; y++) {
        System.arraycopy(image, area.at(c, y), lines[y], 0, area.width());
      }
      lines = down.mixed(lines);
      if (!across.same()) {
        // Twice turned over, so that sums are of whole lines, which compile to vector instructions.
        lines = turnedOver(across.mixed(turnedOver(lines)));
      }
      for (int y = 0; y < lines.length; y++) {
        System.arraycopy(lines[y], 0, image, area.at(c, y), area.width());
      }
    }
  }

  private static float[][] turnedOver(float[][] lines) {
    float[][] turned = new float[lines[0].length][lines.length];
    for (int y = 0; y < lines.length; y++) {
      for (int x = 0; x < turned.length; x++) {
        turned[x][y] = lines[y][x];
      }
    }
    return turned;
  }
}
