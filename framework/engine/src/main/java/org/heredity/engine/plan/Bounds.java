package org.heredity.engine.plan;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Floats;

/**
 * How large the absolute values of a network's results can become in eval mode, by channel: sums of
 * absolute weights times what comes in, in double precision. What comes in counts as 1 at least, so
 * that a result's bound is one of the weights before it, too. An array of one bound is one of all
 * channels. Immutable and thread-safe.
 */
final class Bounds {
  private final Plan plan;

  /** Of convolutions, batch norms and offsets, by name. */
  private final Map<String, Affine> affine = new HashMap<>();

  /** Absolute values of operations' tensors, by name. */
  private final Map<String, double[]> tensors = new HashMap<>();

  /**
   * {@code |gain| * x + |offset|}, by output channel; convolutions take the largest x of all
   * channels.
   */
  private record Affine(double[] gain, double[] offset) {
    double[] of(double[] x) {
      double[] y = new double[gain.length];
      for (int c = 0; c < y.length; c++) {
        y[c] = gain[c] * Math.max(1, at(x, c)) + offset[c];
      }
      return y;
    }
  }

  /** Reads the weights once. */
  Bounds(Plan plan, StateDict weights) {
    this.plan = plan;
    Reader reader = new Reader(weights);
    plan.nodes().forEach(node -> node.accept(reader));
  }

  /**
   * Bounds of the results behind a place that all later ones depend on alone, by node in order, as
   * far as they are at most {@code limit}.
   *
   * @param place of a node in the plan; -1 for the images
   * @param largest bound of its result
   */
  Map<String, double[]> behind(int place, double largest, double limit) {
    Map<String, double[]> bounds = new LinkedHashMap<>();
    String start = place < 0 ? Plan.INPUT : plan.nodes().get(place).name();
    bounds.put(start, new double[] {largest});
    Step step = new Step(bounds);
    for (Node node : plan.nodes().subList(place + 1, plan.nodes().size())) {
      double[] bound = node.accept(step);
      // Of NaN, such as a negative variance makes, neither is true.
      if (!Arrays.stream(bound).allMatch(b -> b <= limit)) {
        break;
      }
      bounds.put(node.name(), bound);
    }
    bounds.remove(start);
    return bounds;
  }

  private static double at(double[] bounds, int channel) {
    return bounds.length == 1 ? bounds[0] : bounds[channel];
  }

  private static double[] largest(double[] bounds) {
    return new double[] {Arrays.stream(bounds).max().orElseThrow()};
  }

  /** The bound of one node's result, from those before it. */
  private final class Step implements Node.Visitor<double[]> {
    private final Map<String, double[]> bounds;

    Step(Map<String, double[]> bounds) {
      this.bounds = bounds;
    }

    private double[] input(Node node) {
      return bounds.get(node.inputs().get(0));
    }

    @Override
    public double[] conv(Node.Conv c) {
      return affine.get(c.name()).of(largest(input(c)));
    }

    @Override
    public double[] padShortcut(Node.PadShortcut s) {
      return largest(input(s));
    }

    @Override
    public double[] norm(Node.Norm n) {
      return affine.get(n.name()).of(input(n));
    }

    @Override
    public double[] relu(Node.Relu r) {
      return input(r);
    }

    @Override
    public double[] add(Node.Add a) {
      double[] first = input(a);
      double[] second = bounds.get(a.second());
      double[] sum = new double[Math.max(first.length, second.length)];
      for (int c = 0; c < sum.length; c++) {
        sum[c] = at(first, c) + at(second, c);
      }
      return sum;
    }

    @Override
    public double[] offset(Node.Offset o) {
      return affine.get(o.name()).of(input(o));
    }

    @Override
    public double[] maxPool(Node.MaxPool p) {
      return input(p);
    }

    @Override
    public double[] globalAverage(Node.GlobalAverage g) {
      return input(g);
    }

    @Override
    public double[] operation(Operation o) {
      return o.accept(new OperationBounds(bounds, tensors));
    }
  }

  /** Takes over what one node after the other does to bounds. */
  private final class Reader implements Node.VoidVisitor {
    private final StateDict weights;

    Reader(StateDict weights) {
      this.weights = weights;
    }

    private double[] absolute(Node node, String part) {
      return sums(node, part, 1);
    }

    /** Sums of absolute values, of so many after each other. */
    private double[] sums(Node node, String part, int each) {
      return sums(node.name() + "." + part, each);
    }

    private double[] sums(String tensor, int each) {
      FloatBuffer values = Floats.read(weights.get(tensor));
      return IntStream.range(0, values.remaining() / each)
          .parallel()
          .mapToDouble(row -> sum(values, row * each, each))
          .toArray();
    }

    private static double sum(FloatBuffer values, int from, int length) {
      float[] row = new float[length];
      values.get(from, row);
      double sum = 0;
      for (float value : row) {
        sum += Math.abs(value);
      }
      return sum;
    }

    @Override
    public void conv(Node.Conv c) {
      double[] gain = sums(c, "weight", c.inEach() * c.window().area());
      double[] offset = c.bias() ? absolute(c, "bias") : new double[c.out()];
      affine.put(c.name(), new Affine(gain, offset));
    }

    @Override
    public void norm(Node.Norm n) {
      double[] gain = absolute(n, "weight");
      double[] offset = absolute(n, "bias");
      double[] mean = absolute(n, "running_mean");
      FloatBuffer variance = Floats.read(weights.get(n.name() + ".running_var"));
      for (int c = 0; c < gain.length; c++) {
        gain[c] /= Math.sqrt(variance.get(c) + n.epsilon());
        offset[c] += gain[c] * mean[c];
      }
      affine.put(n.name(), new Affine(gain, offset));
    }

    @Override
    public void offset(Node.Offset o) {
      double[] one = new double[o.channels()];
      Arrays.fill(one, 1);
      affine.put(o.name(), new Affine(one, sums(o, "map", o.side() * o.side())));
    }

    @Override
    public void padShortcut(Node.PadShortcut s) {
      // Has no tensors.
    }

    @Override
    public void relu(Node.Relu r) {
      // Has no tensors.
    }

    @Override
    public void add(Node.Add a) {
      // Has no tensors.
    }

    @Override
    public void maxPool(Node.MaxPool p) {
      // Has no tensors.
    }

    @Override
    public void globalAverage(Node.GlobalAverage g) {
      // Has no tensors.
    }

    @Override
    public void operation(Operation o) {
      o.tensors().keySet().forEach(name -> tensors.put(name, sums(name, 1)));
    }
  }
}
