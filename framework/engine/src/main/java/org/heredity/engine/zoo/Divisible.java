package org.heredity.engine.zoo;

/** Numbers of channels as the mobile networks of torchvision round them: to multiples of 8. */
final class Divisible {
  private static final int STEP = 8;

  private Divisible() {}

  /** Whether a number is one of them. */
  static boolean is(int channels) {
    return channels > 0 && channels % STEP == 0;
  }

  /** The nearest multiple, but not less than nine tenths of the number. */
  static int rounded(double channels) {
    int nearest = Math.max(STEP, (int) (channels + STEP / 2.0) / STEP * STEP);
    return nearest < 0.9 * channels ? nearest + STEP : nearest;
  }
}
