package org.heredity.engine.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The bound of one operation's result, as {@link Bounds} has them.
 *
 * @param bounds of the results before it, by name; an array of one is of all channels
 * @param tensors sums of absolute values of operations' tensors, by name, of each channel
 */
record OperationBounds(Map<String, double[]> bounds, Map<String, double[]> tensors)
    implements Operation.Kinds<double[]> {
  /** What is squared, or cubed, must not be larger, or that overflows where the result does not. */
  private static final double SQUARED = 1e15;

  private static final double CUBED = 1e12;

  private double[] input(Operation node) {
    return bounds.get(node.inputs().get(0));
  }

  private static double largest(double... of) {
    return Arrays.stream(of).max().orElseThrow();
  }

  /** Infinite where what comes in is larger than {@code most}. */
  private static double[] unless(double most, double[] in, double... otherwise) {
    return largest(in) <= most ? otherwise : new double[] {Double.POSITIVE_INFINITY};
  }

  @Override
  public double[] activation(Activation a) {
    double[] in = input(a);
    return switch (a.function()) {
      case RELU6 -> new double[] {6};
      case LEAKY_RELU -> {
        double factor = Math.max(1, Math.abs(a.slope()));
        yield Arrays.stream(in).map(x -> factor * x).toArray();
      }
      case SILU, GELU, HARD_SWISH -> in;
      case GELU_TANH -> unless(CUBED, in, in);
      case HARD_SIGMOID, SIGMOID, TANH -> new double[] {1};
    };
  }

  @Override
  public double[] adaptiveAverage(AdaptiveAverage a) {
    return input(a);
  }

  @Override
  public double[] averagePool(AveragePool p) {
    return input(p);
  }

  @Override
  public double[] channels(Channels c) {
    double[] in = input(c);
    return in.length == 1 ? in : c.picks().stream().mapToDouble(pick -> in[pick]).toArray();
  }

  @Override
  public double[] concat(Concat c) {
    List<double[]> all = c.inputs().stream().map(bounds::get).toList();
    // How many channels a bound of all of them stands for is not known here.
    return new double[] {all.stream().mapToDouble(OperationBounds::largest).max().orElseThrow()};
  }

  @Override
  public double[] flatten(Flatten f) {
    return new double[] {largest(input(f))};
  }

  @Override
  public double[] globalMax(GlobalMax g) {
    return input(g);
  }

  @Override
  public double[] layerNorm(LayerNorm n) {
    double[] gain = tensors.get(n.name() + ".weight");
    double[] shift = tensors.get(n.name() + ".bias");
    double[] out = new double[gain.length];
    for (int c = 0; c < out.length; c++) {
      // No value is further from the mean of n than sqrt(n) deviations.
      out[c] = gain[c] * Math.sqrt(out.length) + shift[c];
    }
    return unless(SQUARED, input(n), out);
  }

  @Override
  public double[] layerScale(LayerScale s) {
    double[] in = input(s);
    double[] out = tensors.get(s.name()).clone();
    for (int c = 0; c < out.length; c++) {
      out[c] *= in.length == 1 ? in[0] : in[c];
    }
    return out;
  }

  @Override
  public double[] localNorm(LocalNorm n) {
    double factor = Math.pow(n.k(), -n.beta());
    double[] in = input(n);
    return unless(SQUARED, in, Arrays.stream(in).map(x -> factor * x).toArray());
  }

  @Override
  public double[] product(Product p) {
    double[] gate = bounds.get(p.gate());
    double[] in = bounds.get(p.image());
    double[] out = new double[Math.max(in.length, gate.length)];
    for (int c = 0; c < out.length; c++) {
      out[c] = (in.length == 1 ? in[0] : in[c]) * (gate.length == 1 ? gate[0] : gate[c]);
    }
    return out;
  }
}
