package org.heredity.compact;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a compact model computes: operations, each behind what it reads. Immutable as long as nobody
 * writes to its arrays.
 *
 * @param imageSize side of the images, in pixels; their channels are 3
 * @param operations in order
 * @param logits the operation whose result, of one pixel, are the logits
 */
public record CompactGraph(int imageSize, List<Operation> operations, String logits) {
  /** The name of the images among an operation's inputs. */
  public static final String INPUT = "input";

  private static final int COLOURS = 3;

  /** Larger sizes are not what this is for; keeps products within 32 bits. */
  private static final int MOST = 1 << 16;

  /**
   * Checks that it can be run.
   *
   * @param imageSize side of the images, in pixels; their channels are 3
   * @param operations in order
   * @param logits the operation whose result, of one pixel, are the logits
   * @throws IllegalArgumentException naming the operation that does not fit, what it should have
   *     and what it has
   */
  public CompactGraph {
    operations = List.copyOf(operations);
    require(imageSize > 0 && imageSize <= MOST, "an image size of " + imageSize);
    int[] shape = shapes(imageSize, operations).get(logits);
    require(shape != null && shape[1] == 1, "'" + logits + "' gives no logits");
  }

  /**
   * Channels and side of the images and of all results, by name.
   *
   * @return two numbers each
   */
  public Map<String, int[]> shapes() {
    return shapes(imageSize, operations);
  }

  /**
   * Number of classes.
   *
   * @return the length of an image's logits
   */
  public int classes() {
    return shapes().get(logits)[0];
  }

  private static Map<String, int[]> shapes(int imageSize, List<Operation> operations) {
    Map<String, int[]> shapes = new HashMap<>();
    shapes.put(INPUT, new int[] {COLOURS, imageSize});
    for (Operation operation : operations) {
      String name = operation.name();
      for (String input : operation.inputs()) {
        require(shapes.containsKey(input), "'" + name + "' comes before its input '" + input + "'");
      }
      int[] in = shapes.get(operation.inputs().get(0));
      operation.accept(new Check(in, shapes));
      int[] out = operation.shape(in);
      require(out[0] > 0 && out[1] > 0, "'" + name + "' does not fit its input");
      require(shapes.put(name, out) == null, "there are two operations '" + name + "'");
    }
    return shapes;
  }

  /**
   * Whether an operation fits what it reads.
   *
   * @param in channels and side of its first input
   * @param shapes those of all before it
   */
  private record Check(int[] in, Map<String, int[]> shapes) implements Operation.Visitor {
    @Override
    public void convolution(Operation.Convolution c) {
      requireWindow(c.name(), c.kernel(), c.stride(), c.padding(), in[1]);
      require(within(c.in()) && within(c.out()), "'" + c.name() + "' has sizes that cannot be");
      require(c.in() == in[0], "'" + c.name() + "' reads " + c.in() + " channels of " + in[0]);
      long weights = (long) c.in() * c.out() * c.kernel() * c.kernel();
      requireLength(c.name() + ".weight", weights, c.weights().length);
      requireLength(c.name() + ".bias", c.out(), c.bias().length);
    }

    @Override
    public void offset(Operation.Offset o) {
      requireLength(o.name() + ".map", (long) in[0] * in[1] * in[1], o.map().length);
    }

    @Override
    public void add(Operation.Add a) {
      boolean fits = Arrays.equals(in, shapes.get(a.second()));
      require(fits, "'" + a.name() + "' adds what differs in size");
    }

    @Override
    public void relu(Operation.Relu r) {
      // Fits everything.
    }

    @Override
    public void maxPool(Operation.MaxPool p) {
      requireWindow(p.name(), p.kernel(), p.stride(), p.padding(), in[1]);
    }

    @Override
    public void globalAverage(Operation.GlobalAverage a) {
      // Fits everything.
    }
  }

  private static boolean within(int size) {
    return size > 0 && size < MOST;
  }

  private static void requireWindow(String name, int kernel, int stride, int padding, int side) {
    require(
        within(kernel)
            && within(stride)
            && padding >= 0
            && padding < kernel
            && side + 2 * padding >= kernel,
        "'" + name + "' has a window that cannot be");
  }

  private static void requireLength(String tensor, long expected, int found) {
    require(expected == found, tensor + " should have " + expected + " values and has " + found);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
