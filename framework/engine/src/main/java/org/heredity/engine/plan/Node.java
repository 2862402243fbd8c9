package org.heredity.engine.plan;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.heredity.layers.BatchNorm;
import org.heredity.layers.Window;

/**
 * One operation of a network between its input and its features, NCHW. Immutable. Code that treats
 * kinds differently is a {@link Visitor} or a {@link VoidVisitor}, so that the compiler names every
 * place that a new kind of node concerns; who looks for nodes of one kind asks {@link
 * Plan#nodes(Class)}, or {@link #as} of a single one. Kinds that have no convolution's weights and
 * that compaction does not look into are {@link Operation}s, with a visitor of their own.
 */
public sealed interface Node permits Node.OfOne, Node.Add, Operation {
  /** Of the operation and of its result; for what has weights, PyTorch's name of the module. */
  String name();

  /** Names of the nodes whose results it takes; {@link Plan#INPUT} is the images. */
  List<String> inputs();

  /** The same operation on other inputs, each named by {@code names} from the one before. */
  Node withInputs(UnaryOperator<String> names);

  /** Channels, height and width of the result, from those of the first input. */
  int[] shape(int... in);

  /** This node, if it is of one kind that the caller looks for. */
  default <T extends Node> Optional<T> as(Class<T> kind) {
    return kind.isInstance(this) ? Optional.of(kind.cast(this)) : Optional.empty();
  }

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

    R operation(Operation node);
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

    void operation(Operation node);
  }

  /** An operation that takes one result. */
  sealed interface OfOne extends Node {
    /** The name of the node whose result it takes. */
    String input();

    @Override
    default List<String> inputs() {
      return List.of(input());
    }
  }

  /**
   * A convolution, or a linear layer, which is one of 1 x 1 on every pixel.
   *
   * @param in channels of the images
   * @param out channels of the result
   * @param groups of channels, each convolved apart; as many as channels make it depthwise
   * @param linear whether its weight is {@code [out, in]}, as PyTorch has those of linear layers,
   *     and not {@code [out, in / groups, height, width]}
   */
  record Conv(
      String name,
      String input,
      int in,
      int out,
      Window window,
      int groups,
      boolean bias,
      boolean linear)
      implements OfOne, Windowed {
    public Conv {
      if (groups < 1 || in % groups != 0 || out % groups != 0) {
        throw new IllegalArgumentException(
            "'" + name + "' has " + in + " to " + out + " channels in " + groups + " groups");
      }
    }

    /** A convolution of one group, with a square window. */
    public Conv(
        String name,
        String input,
        int in,
        int out,
        int kernel,
        int stride,
        int padding,
        boolean bias) {
      this(name, input, in, out, Window.square(kernel, stride, padding), 1, bias, false);
    }

    /** A linear layer. */
    public static Conv linear(String name, String input, int in, int out, boolean bias) {
      return new Conv(name, input, in, out, Window.square(1, 1, 0), 1, bias, true);
    }

    /** The same with other channels and a bias. */
    public Conv resized(String now, int nowIn, int nowOut) {
      return new Conv(name, now, nowIn, nowOut, window, 1, true, linear);
    }

    /** Along one side, positions that meet the image somewhere; of a {@link #simple} one. */
    public boolean[] met(int inSide) {
      return window.rows().met(inSide);
    }

    @Override
    public Conv withInputs(UnaryOperator<String> names) {
      return new Conv(name, names.apply(input), in, out, window, groups, bias, linear);
    }

    /** The same with a bias. */
    Conv withBias() {
      return new Conv(name, input, in, out, window, groups, true, linear);
    }

    @Override
    public int[] shape(int... from) {
      return window.shape(out, from);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.conv(this);
    }

    @Override
    public void accept(VoidVisitor visitor) {
      visitor.conv(this);
    }

    @Override
    public boolean simple() {
      return groups == 1 && window.square();
    }

    /** Channels that one output reads. */
    public int inEach() {
      return in / groups;
    }

    /** Number of its weights. */
    public long weights() {
      return (long) out * inEach() * window.area();
    }
  }

  /**
   * Takes every {@code stride}-th pixel and adds channels of zeros in equal number on both sides.
   */
  record PadShortcut(String name, String input, int in, int out, int stride) implements OfOne {
    @Override
    public PadShortcut withInputs(UnaryOperator<String> names) {
      return new PadShortcut(name, names.apply(input), in, out, stride);
    }

    @Override
    public int[] shape(int... from) {
      return new int[] {out, (from[1] + stride - 1) / stride, (from[2] + stride - 1) / stride};
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

  /**
   * Batch norm.
   *
   * @param decay what remains of the running statistics in a step of training
   */
  record Norm(String name, String input, int channels, double epsilon, double decay)
      implements OfOne {
    /** With PyTorch's decay. */
    public Norm(String name, String input, int channels, double epsilon) {
      this(name, input, channels, epsilon, BatchNorm.DECAY);
    }

    @Override
    public Norm withInputs(UnaryOperator<String> names) {
      return new Norm(name, names.apply(input), channels, epsilon, decay);
    }

    @Override
    public int[] shape(int... in) {
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
  record Relu(String name, String input) implements OfOne {
    @Override
    public Relu withInputs(UnaryOperator<String> names) {
      return new Relu(name, names.apply(input));
    }

    @Override
    public int[] shape(int... in) {
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
    public int[] shape(int... in) {
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
  record Offset(String name, String input, int channels, int side) implements OfOne {
    @Override
    public Offset withInputs(UnaryOperator<String> names) {
      return new Offset(name, names.apply(input), channels, side);
    }

    @Override
    public int[] shape(int... in) {
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

  /**
   * Max pooling; padding never wins.
   *
   * @param ceil whether the number of windows is rounded up, as {@link Window#roundedUp} says
   */
  record MaxPool(String name, String input, Window window, boolean ceil)
      implements OfOne, Windowed {
    /** With a square window, of which only whole ones count. */
    public MaxPool(String name, String input, int kernel, int stride, int padding) {
      this(name, input, Window.square(kernel, stride, padding), false);
    }

    @Override
    public MaxPool withInputs(UnaryOperator<String> names) {
      return new MaxPool(name, names.apply(input), window, ceil);
    }

    @Override
    public int[] shape(int... in) {
      return window(in).shape(in[0], in);
    }

    @Override
    public boolean simple() {
      return window.square() && !ceil;
    }

    /** The window on images of a shape, channels, height and width. */
    public Window window(int... in) {
      return ceil ? window.roundedUp(in[1], in[2]) : window;
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
  record GlobalAverage(String name, String input) implements OfOne {
    @Override
    public GlobalAverage withInputs(UnaryOperator<String> names) {
      return new GlobalAverage(name, names.apply(input));
    }

    @Override
    public int[] shape(int... in) {
      return new int[] {in[0], 1, 1};
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
