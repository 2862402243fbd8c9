package org.heredity.engine.plan;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One operation of a network between its input and its features, NCHW. Immutable. Code that treats
 * kinds differently is a {@link Visitor} or a {@link VoidVisitor}, so that the compiler names every
 * place that a new kind of node concerns; who looks for nodes of one kind asks {@link
 * Plan#nodes(Class)}.
 */
public sealed interface Node {
  /** Of the operation and of its result; for what has weights, PyTorch's name of the module. */
  String name();

  /** Names of the nodes whose results it takes; {@link Plan#INPUT} is the images. */
  List<String> inputs();

  /** The same operation on other inputs, each named by {@code names} from the one before. */
  Node withInputs(UnaryOperator<String> names);

  /** Channels and side of the result, from those of the first input. */
  int[] shape(int[] in);

  /** Calls the method for this kind, and returns what it does. */
  <R> R accept(Visitor<R> visitor);

  /** Calls the method for this kind. */
  void accept(VoidVisitor visitor);

  /**
   * A function of a node, with one method for each kind.
   *
   * @param <R> what it returns
   */
  interface Visitor<R> {
    R conv(Conv node);

    R padShortcut(PadShortcut node);

    R norm(Norm node);

    R relu(Relu node);

    R add(Add node);

    R offset(Offset node);

    R maxPool(MaxPool node);

    R globalAverage(GlobalAverage node);
  }

  /** An action on a node, with one method for each kind. */
  interface VoidVisitor {
    void conv(Conv node);

    void padShortcut(PadShortcut node);

    void norm(Norm node);

    void relu(Relu node);

    void add(Add node);

    void offset(Offset node);

    void maxPool(MaxPool node);

    void globalAverage(GlobalAverage node);
  }

  /** A convolution, or a linear layer on 1 x 1 images. */
  record Conv(
      String name, String input, int in, int out, int kernel, int stride, int padding, boolean bias)
      implements Node {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public Conv withInputs(UnaryOperator<String> names) {
      return new Conv(name, names.apply(input), in, out, kernel, stride, padding, bias);
    }

    @Override
    public int[] shape(int[] from) {
      return new int[] {out, (from[1] + 2 * padding - kernel) / stride + 1};
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.conv(this);
    }

    @Override
    public void accept(VoidVisitor visitor) {
      visitor.conv(this);
    }

    /**
     * Along one side, which positions of the kernel meet the image somewhere and not padding alone.
     *
     * @param inSide of the images
     * @param outSide of the result
     */
    public boolean[] met(int inSide, int outSide) {
      boolean[] met = new boolean[kernel];
      for (int k = 0; k < kernel; k++) {
        for (int o = 0; o < outSide; o++) {
          int at = o * stride - padding + k;
          met[k] |= at >= 0 && at < inSide;
        }
      }
      return met;
    }
  }

  /**
   * Takes every {@code stride}-th pixel and adds channels of zeros in equal number on both sides.
   */
  record PadShortcut(String name, String input, int in, int out, int stride) implements Node {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public PadShortcut withInputs(UnaryOperator<String> names) {
      return new PadShortcut(name, names.apply(input), in, out, stride);
    }

    @Override
    public int[] shape(int[] from) {
      return new int[] {out, (from[1] + stride - 1) / stride};
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.padShortcut(this);
    }

    @Override
    public void accept(VoidVisitor visitor) {
      visitor.padShortcut(this);
    }

    /** Channels of zeros before the first channel of the input. */
    public int before() {
      return (out - in) / 2;
    }
  }

  /** Batch norm. */
  record Norm(String name, String input, int channels, double epsilon) implements Node {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public Norm withInputs(UnaryOperator<String> names) {
      return new Norm(name, names.apply(input), channels, epsilon);
    }

    @Override
    public int[] shape(int[] in) {
      return in;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.norm(this);
    }

    @Override
    public void accept(VoidVisitor visitor) {
      visitor.norm(this);
    }
  }

  /** Rectified linear unit. */
  record Relu(String name, String input) implements Node {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public Relu withInputs(UnaryOperator<String> names) {
      return new Relu(name, names.apply(input));
    }

    @Override
    public int[] shape(int[] in) {
      return in;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.relu(this);
    }

    @Override
    public void accept(VoidVisitor visitor) {
      visitor.relu(this);
    }
  }

  /** The sum of two results of one shape. */
  record Add(String name, String first, String second) implements Node {
    @Override
    public List<String> inputs() {
      return List.of(first, second);
    }

    @Override
    public Add withInputs(UnaryOperator<String> names) {
      return new Add(name, names.apply(first), names.apply(second));
    }

    @Override
    public int[] shape(int[] in) {
      return in;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.add(this);
    }

    @Override
    public void accept(VoidVisitor visitor) {
      visitor.add(this);
    }
  }

  /** Adds one map, {@code [channels, side, side]}, to every image; in inference alone. */
  record Offset(String name, String input, int channels, int side) implements Node {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public Offset withInputs(UnaryOperator<String> names) {
      return new Offset(name, names.apply(input), channels, side);
    }

    @Override
    public int[] shape(int[] in) {
      return in;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.offset(this);
    }

    @Override
    public void accept(VoidVisitor visitor) {
      visitor.offset(this);
    }
  }

  /** Max pooling; padding never wins. */
  record MaxPool(String name, String input, int kernel, int stride, int padding) implements Node {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public MaxPool withInputs(UnaryOperator<String> names) {
      return new MaxPool(name, names.apply(input), kernel, stride, padding);
    }

    @Override
    public int[] shape(int[] in) {
      return new int[] {in[0], (in[1] + 2 * padding - kernel) / stride + 1};
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.maxPool(this);
    }

    @Override
    public void accept(VoidVisitor visitor) {
      visitor.maxPool(this);
    }
  }

  /** The mean over height and width: {@code [N, C, 1, 1]}. */
  record GlobalAverage(String name, String input) implements Node {
    @Override
    public List<String> inputs() {
      return List.of(input);
    }

    @Override
    public GlobalAverage withInputs(UnaryOperator<String> names) {
      return new GlobalAverage(name, names.apply(input));
    }

    @Override
    public int[] shape(int[] in) {
      return new int[] {in[0], 1};
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.globalAverage(this);
    }

    @Override
    public void accept(VoidVisitor visitor) {
      visitor.globalAverage(this);
    }
  }
}
