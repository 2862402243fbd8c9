package org.heredity.engine.onnx;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.heredity.engine.plan.Activation.Function;

/**
 * Tells which activation a function is that a file makes up of several operators, by its values:
 * programs write one function in many ways. Stateless.
 */
final class KnownFunctions {
  /** The two kinds of GELU differ by 4.7e-4; constants in half precision are off by less. */
  private static final double TOLERANCE = 1e-4;

  private static final Map<Function, DoubleUnaryOperator> ALL = new EnumMap<>(Function.class);

  static {
    ALL.put(Function.RELU6, x -> Math.min(Math.max(x, 0), 6));
    ALL.put(Function.SILU, x -> x * sigmoid(x));
    ALL.put(Function.HARD_SWISH, x -> x * hardSigmoid(x));
    ALL.put(Function.HARD_SIGMOID, KnownFunctions::hardSigmoid);
    ALL.put(Function.SIGMOID, KnownFunctions::sigmoid);
    ALL.put(Function.GELU, x -> x * (1 + erf(x * Math.sqrt(0.5))) / 2);
    ALL.put(
        Function.GELU_TANH,
        x -> x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))) / 2);
    ALL.put(Function.TANH, Math::tanh);
  }

  private KnownFunctions() {}

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  static double hardSigmoid(double x) {
    return Math.min(Math.max(x + 3, 0), 6) / 6;
  }

  /** Abramowitz and Stegun, 7.1.26, off by 1.5e-7 at most. */
  static double erf(double x) {
    double t = 1 / (1 + 0.3275911 * Math.abs(x));
    double sum =
        t
            * (0.254829592
                + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    return Math.signum(x) * (1 - sum * Math.exp(-x * x));
  }

  private static boolean same(DoubleUnaryOperator one, DoubleUnaryOperator other) {
    return DoubleStream.iterate(-12, x -> x < 12, x -> x + 0.0625)
        .allMatch(
            x -> {
              double expected = other.applyAsDouble(x);
              return Math.abs(one.applyAsDouble(x) - expected)
                  <= TOLERANCE * Math.max(1, Math.abs(expected));
            });
  }

  static boolean identity(DoubleUnaryOperator function) {
    return same(function, x -> x);
  }

  static boolean relu(DoubleUnaryOperator function) {
    return same(function, x -> Math.max(x, 0));
  }

  /** Whether there is one without a parameter, other than ReLU, and which. */
  static Optional<Function> find(DoubleUnaryOperator function) {
    return ALL.entrySet().stream()
        .filter(known -> same(function, known.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** The slope of a leaky ReLU, if it is one. */
  static Optional<Double> leak(DoubleUnaryOperator function) {
    double slope = -function.applyAsDouble(-1);
    boolean leaky = slope > 0 && slope < 1 && same(function, x -> x > 0 ? x : slope * x);
    return leaky ? Optional.of(slope) : Optional.empty();
  }

  /** Factor and term of a straight line, if it is one. */
  static Optional<float[]> line(DoubleUnaryOperator function) {
    double term = function.applyAsDouble(0);
    double factor = function.applyAsDouble(1) - term;
    return same(function, x -> factor * x + term)
        ? Optional.of(new float[] {(float) factor, (float) term})
        : Optional.empty();
  }
}
