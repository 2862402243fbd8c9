package org.heredity.pipeline.input;

/** How many images to compute at once where that does not change the result. */
public final class ComputeBatch {
  private static final int PIXELS = 64 * 64 * 64;
  private static final int LEAST = 8;
  private static final int MOST = 128;

  private ComputeBatch() {}

  /** For images of {@code side} pixels: bounded memory, large enough to keep the cores busy. */
  public static int of(int side) {
    return Math.max(LEAST, Math.min(MOST, PIXELS / (side * side)));
  }
}
