package org.heredity.layers;

/**
 * The window of a convolution or a pool. Immutable.
 *
 * @param rows down the image
 * @param columns across it
 */
public record Window(Axis rows, Axis columns) {
  /** The same in both directions, with the same padding on all four sides. */
  public static Window square(int kernel, int stride, int padding) {
    Axis axis = Axis.of(kernel, stride, padding);
    return new Window(axis, axis);
  }

  /** Whether {@link #square} makes it: no dilation, nothing uneven. */
  public boolean square() {
    return rows.equals(columns) && rows.before() == rows.after() && rows.dilation() == 1;
  }

  /** Positions, {@code kernel x kernel} of a square one. */
  public int area() {
    return rows.kernel() * columns.kernel();
  }

  /**
   * Channels, height and width of a result.
   *
   * @param channels of the result
   * @param in channels, height and width of the image
   */
  public int[] shape(int channels, int... in) {
    return new int[] {channels, rows.out(in[1]), columns.out(in[2])};
  }

  /** {@link Axis#roundedUp} in both directions. */
  public Window roundedUp(int height, int width) {
    return new Window(rows.roundedUp(height), columns.roundedUp(width));
  }

  /** Height and width of the kernel. */
  public long[] kernel() {
    return new long[] {rows.kernel(), columns.kernel()};
  }

  /** Down and across. */
  public long[] stride() {
    return new long[] {rows.stride(), columns.stride()};
  }

  /** Padding above and to the left. */
  public long[] before() {
    return new long[] {rows.before(), columns.before()};
  }

  /** Padding below and to the right. */
  public long[] after() {
    return new long[] {rows.after(), columns.after()};
  }

  /** Pixels between positions, down and across: 0 where there are none. */
  public long[] gaps() {
    return new long[] {rows.dilation() - 1L, columns.dilation() - 1L};
  }
}
