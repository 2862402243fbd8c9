package org.heredity.compact;

import java.util.List;

/**
 * One operation of a compact model, on images of equal height and width. Immutable as long as
 * nobody writes to the arrays that it was given.
 */
public sealed interface Operation {
  /**
   * Of the operation, and of its result.
   *
   * @return unique in a model
   */
  String name();

  /**
   * What it reads.
   *
   * @return names of operations; {@link CompactGraph#INPUT} is the images
   */
  List<String> inputs();

  /**
   * The size of its result.
   *
   * @param in channels and side of the first input
   * @return channels and side
   */
  int[] shape(int[] in);

  /**
   * Calls the method for this kind.
   *
   * @param visitor has a method for each
   */
  void accept(Visitor visitor);

  /** An action on an operation, with one method for each kind. */
  interface Visitor {
    /** For this kind. */
    void convolution(Convolution operation);

    /** For this kind. */
    void offset(Offset operation);

    /** For this kind. */
    void add(Add operation);

    /** For this kind. */
    void relu(Relu operation);

    /** For this kind. */
    void maxPool(MaxPool operation);

    /** For this kind. */
    void globalAverage(GlobalAverage operation);
  }

  /**
   * A convolution, over zeros around the images; on images of one pixel a linear layer.
   *
   * @param name of the operation
   * @param input what it reads
   * @param in channels that it reads
   * @param out channels that it makes
   * @param kernel side of the kernel
   * @param stride pixels from one position to the next
   * @param padding zeros on each side
   * @param weights {@code [out, in, kernel, kernel]}, row by row
   * @param bias {@code [out]}
   */
  record Convolution(
      String name,
      String input,
      int in,
      int out,
      int kernel,
      int stride,
      int padding,
      float[] weights,
      float[] bias)
      implements Operation {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public int[] shape(int[] from) {
      return new int[] {out, (from[1] + 2 * padding - kernel) / stride + 1};
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.convolution(this);
    }

    /**
     * Whether a row (or column) of the kernel meets the image at any position, not zeros alone.
     *
     * @param position in the kernel
     * @param inSide of the images
     * @param outSide of the result
     */
    boolean meets(int position, int inSide, int outSide) {
      for (int o = 0; o < outSide; o++) {
        int at = o * stride - padding + position;
        if (at >= 0 && at < inSide) {
          return true;
        }
      }
      return false;
    }

    /**
     * The share of the weights that are not zero.
     *
     * @return from 0 to 1
     */
    public double density() {
      int retained = 0;
      for (float weight : weights) {
        retained += weight != 0 ? 1 : 0;
      }
      return weights.length == 0 ? 0 : (double) retained / weights.length;
    }
  }

  /**
   * Adds one map to every image.
   *
   * @param name of the operation
   * @param input what it reads
   * @param map {@code [channels, side, side]}
   */
  record Offset(String name, String input, float[] map) implements Operation {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public int[] shape(int[] in) {
      return in;
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.offset(this);
    }
  }

  /**
   * The sum of two results of one shape.
   *
   * @param name of the operation
   * @param first operand
   * @param second operand
   */
  record Add(String name, String first, String second) implements Operation {
    @Override
    public List<String> inputs() {
      return List.of(first, second);
    }

    @Override
    public int[] shape(int[] in) {
      return in;
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.add(this);
    }
  }

  /**
   * Rectified linear unit.
   *
   * @param name of the operation
   * @param input what it reads
   */
  record Relu(String name, String input) implements Operation {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public int[] shape(int[] in) {
      return in;
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.relu(this);
    }
  }

  /**
   * Max pooling; padding never wins.
   *
   * @param name of the operation
   * @param input what it reads
   * @param kernel side of the window
   * @param stride pixels from one window to the next
   * @param padding on each side
   */
  record MaxPool(String name, String input, int kernel, int stride, int padding)
      implements Operation {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public int[] shape(int[] in) {
      return new int[] {in[0], (in[1] + 2 * padding - kernel) / stride + 1};
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.maxPool(this);
    }
  }

  /**
   * The mean over all pixels.
   *
   * @param name of the operation
   * @param input what it reads
   */
  record GlobalAverage(String name, String input) implements Operation {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public int[] shape(int[] in) {
      return new int[] {in[0], 1};
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.globalAverage(this);
    }
  }
}
