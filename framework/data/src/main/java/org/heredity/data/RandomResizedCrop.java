package org.heredity.data;

import org.heredity.data.Resampling.Box;

/**
 * torchvision's RandomResizedCrop: ten tries at a box of random area and aspect that fits, else the
 * largest central one whose aspect is allowed. Numbers 4t to 4t+3 of the stream are try t's area,
 * aspect, top and left; number 40 is for the flip.
 */
final class RandomResizedCrop {
  private static final double MIN_AREA = 0.08;
  private static final double MIN_ASPECT = 3.0 / 4;
  private static final double MAX_ASPECT = 4.0 / 3;
  private static final int TRIES = 10;

  private RandomResizedCrop() {}

  /** The box to cut out of a picture of that size. */
  static Box box(int width, int height, Randomness randomness) {
    double area = (double) width * height;
    double low = Math.log(MIN_ASPECT);
    double high = Math.log(MAX_ASPECT);
    for (int t = 0; t < TRIES; t++) {
      double target = area * (MIN_AREA + (1 - MIN_AREA) * randomness.uniformDouble(4L * t));
      double aspect = Math.exp(low + (high - low) * randomness.uniformDouble(4L * t + 1));
      int w = (int) Math.rint(Math.sqrt(target * aspect));
      int h = (int) Math.rint(Math.sqrt(target / aspect));
      if (w > 0 && w <= width && h > 0 && h <= height) {
        int top = (int) (randomness.uniformDouble(4L * t + 2) * (height - h + 1));
        int left = (int) (randomness.uniformDouble(4L * t + 3) * (width - w + 1));
        return new Box(left, top, w, h);
      }
    }
    int w = width;
    int h = height;
    double aspect = (double) width / height;
    if (aspect < MIN_ASPECT) {
      h = (int) Math.rint(w / MIN_ASPECT);
    } else if (aspect > MAX_ASPECT) {
      w = (int) Math.rint(h * MAX_ASPECT);
    }
    return new Box((width - w) / 2, (height - h) / 2, w, h);
  }

  /** Whether to mirror the crop, with probability one half. */
  static boolean flip(Randomness randomness) {
    return randomness.uniform(4L * TRIES) < 0.5f;
  }
}
