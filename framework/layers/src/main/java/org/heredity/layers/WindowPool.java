package org.heredity.layers;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Pooling by any {@link Window}: other rows than columns, uneven padding, the number of windows
 * rounded up as PyTorch does with {@code ceil_mode}. Padding never is the largest. NCHW.
 */
public final class WindowPool extends PartsPool {
  private static final long serialVersionUID = 1L;

  /** What is made of the pixels of a window. */
  public enum Kind {
    /** The largest. */
    LARGEST,
    /** Their mean. */
    MEAN,
    /** Their mean with the padding, which is 0; what rounding up adds never counts. */
    MEAN_WITH_PADDING
  }

  private Kind kind = Kind.LARGEST;
  private int[] kernel = {1, 1};
  private int[] stride = {1, 1};
  private int[] before = {0, 0};
  private int[] after = {0, 0};
  private boolean roundedUp;

  /** For deserialisation. */
  public WindowPool() {}

  /**
   * Pooling by a window without dilation.
   *
   * @param roundedUp whether the number of windows is, as {@link Window#roundedUp} says
   */
  public WindowPool(Kind kind, Window window, boolean roundedUp) {
    this.kind = kind;
    this.roundedUp = roundedUp;
    kernel = ints(window.kernel());
    stride = ints(window.stride());
    before = ints(window.before());
    after = ints(window.after());
  }

  private static int[] ints(long... both) {
    return new int[] {(int) both[0], (int) both[1]};
  }

  private static int[] two(int... values) {
    if (values.length != 2) {
      throw new IllegalArgumentException(
          "a window has two directions, got " + Arrays.toString(values));
    }
    return values.clone();
  }

  /** The largest of square windows, whose number is rounded up. */
  public static WindowPool largest(int kernel, int stride, int padding) {
    return new WindowPool(Kind.LARGEST, Window.square(kernel, stride, padding), true);
  }

  /** The means of squares side by side; at the right and lower edge of what is left of them. */
  public static WindowPool means(int side) {
    return new WindowPool(Kind.MEAN, Window.square(side, side, 0), true);
  }

  public Kind getKind() {
    return kind;
  }

  public void setKind(Kind kind) {
    this.kind = kind;
  }

  /** Down and across, as all that follow. */
  public int[] getKernel() {
    return kernel.clone();
  }

  public void setKernel(int[] kernel) {
    this.kernel = two(kernel);
  }

  public int[] getStride() {
    return stride.clone();
  }

  public void setStride(int[] stride) {
    this.stride = two(stride);
  }

  /** Padding above and to the left. */
  public int[] getBefore() {
    return before.clone();
  }

  public void setBefore(int[] before) {
    this.before = two(before);
  }

  /** Padding below and to the right. */
  public int[] getAfter() {
    return after.clone();
  }

  public void setAfter(int[] after) {
    this.after = two(after);
  }

  public boolean isRoundedUp() {
    return roundedUp;
  }

  public void setRoundedUp(boolean roundedUp) {
    this.roundedUp = roundedUp;
  }

  /** The window as it was given. */
  public Window window() {
    return new Window(axis(0), axis(1));
  }

  private Axis axis(int direction) {
    return new Axis(kernel[direction], stride[direction], before[direction], after[direction], 1);
  }

  @Override
  int out(int direction, long in) {
    Axis axis = axis(direction);
    return (roundedUp ? axis.roundedUp((int) in) : axis).out((int) in);
  }

  @Override
  Span along(int direction, int pixel, long in) {
    Axis axis = axis(direction);
    long start = (long) pixel * axis.stride() - axis.before();
    long end = Math.min(start + axis.kernel(), in + axis.after());
    long from = Math.max(0, start);
    long to = Math.min(end, in);
    return new Span(from, to, kind == Kind.MEAN_WITH_PADDING ? end - start : to - from);
  }

  @Override
  INDArray pool(INDArray part, long counted) {
    return kind == Kind.LARGEST ? part.max(true, 2, 3) : part.sum(true, 2, 3).divi(counted);
  }

  /** Where several are the largest, all of them take part. */
  @Override
  INDArray gradientOfPart(INDArray part, INDArray epsilon, long counted) {
    if (kind != Kind.LARGEST) {
      return epsilon.div(counted);
    }
    INDArray most = part.eq(part.max(true, 2, 3).broadcast(part.shape()));
    INDArray marks = most.castTo(part.dataType());
    return marks.mul(epsilon.div(marks.sum(true, 2, 3)));
  }
}
