package org.heredity.layers;

/**
 * How a window moves along one axis of an image. Immutable.
 *
 * @param kernel positions of the window
 * @param stride pixels that it moves by
 * @param before pixels of padding before the first
 * @param after pixels of padding behind the last
 * @param dilation pixels from one position of the window to the next
 */
public record Axis(int kernel, int stride, int before, int after, int dilation) {
  public Axis {
    if (kernel < 1 || stride < 1 || before < 0 || after < 0 || dilation < 1) {
      throw new IllegalArgumentException(
          "no window has kernel "
              + kernel
              + ", stride "
              + stride
              + ", padding "
              + before
              + " and "
              + after
              + ", dilation "
              + dilation);
    }
  }

  /** With the same padding on both sides. */
  public static Axis of(int kernel, int stride, int padding) {
    return new Axis(kernel, stride, padding, padding, 1);
  }

  /** Pixels from the first position of the window to the last, both included. */
  public int span() {
    return dilation * (kernel - 1) + 1;
  }

  /**
   * Pixels of the result.
   *
   * @throws IllegalArgumentException if the window does not fit into the padded image
   */
  public int out(int in) {
    if (in + before + after < span()) {
      throw new IllegalArgumentException(
          "a window of " + span() + " does not fit into " + in + " pixels with padding");
    }
    return (in + before + after - span()) / stride + 1;
  }

  /**
   * As it is where the number of windows is rounded up (PyTorch's {@code ceil_mode}): with so much
   * more padding behind the last pixel that one more fits, if it begins before the padding.
   *
   * @param in pixels of the image
   */
  public Axis roundedUp(int in) {
    int padded = in + before + after;
    int windows = (Math.max(0, padded - span()) + stride - 1) / stride + 1;
    if ((windows - 1) * stride >= in + before) {
      windows--;
    }
    int needed = (windows - 1) * stride + span() - padded;
    return new Axis(kernel, stride, before, Math.max(after, after + needed), dilation);
  }

  /**
   * Which positions of the window meet the image somewhere and not padding alone.
   *
   * @param in pixels of the image
   */
  public boolean[] met(int in) {
    boolean[] met = new boolean[kernel];
    int out = out(in);
    for (int k = 0; k < kernel; k++) {
      for (int o = 0; o < out; o++) {
        int at = o * stride - before + k * dilation;
        met[k] |= at >= 0 && at < in;
      }
    }
    return met;
  }
}
