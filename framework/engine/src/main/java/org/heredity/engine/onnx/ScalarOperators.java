package org.heredity.engine.onnx;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import org.heredity.checkpoint.OnnxNode;
import org.heredity.engine.memory.Floats;

/**
 * Operators on single values: functions, and arithmetic of two inputs. Programs make one activation
 * of several of them, so nothing is decided until somebody takes the result. Not thread-safe.
 *
 * @param graph what is translated
 */
record ScalarOperators(Translation graph) {
  private static final Map<String, DoubleBinaryOperator> ARITHMETIC =
      Map.of(
          "Add", Double::sum,
          "Sub", (a, b) -> a - b,
          "Mul", (a, b) -> a * b,
          "Div", (a, b) -> a / b,
          "Pow", Math::pow,
          "Max", Math::max,
          "Min", Math::min);

  /** Translates a node; false if it is none of these. */
  boolean translate(OnnxNode node) {
    if (ARITHMETIC.containsKey(node.operator())) {
      arithmetic(node, ARITHMETIC.get(node.operator()));
      return true;
    }
    Optional<DoubleUnaryOperator> function = function(node);
    function.ifPresent(one -> graph.result(node, composed(node, graph.active(node, 0), one)));
    return function.isPresent();
  }

  private Optional<DoubleUnaryOperator> function(OnnxNode node) {
    return Optional.ofNullable(
        switch (node.operator()) {
          case "Relu" -> x -> Math.max(x, 0);
          case "Sigmoid" -> KnownFunctions::sigmoid;
          case "Tanh" -> Math::tanh;
          case "Erf" -> KnownFunctions::erf;
          case "HardSwish" -> x -> x * KnownFunctions.hardSigmoid(x);
          case "Exp" -> Math::exp;
          case "Log" -> Math::log;
          case "Sqrt" -> Math::sqrt;
          case "Neg" -> x -> -x;
          case "Abs" -> Math::abs;
          case "Reciprocal" -> x -> 1 / x;
          case "Softplus" -> x -> Math.log1p(Math.exp(x));
          case "HardSigmoid" -> {
            double alpha = node.number("alpha", 0.2);
            double beta = node.number("beta", 0.5);
            yield x -> Math.max(0, Math.min(1, alpha * x + beta));
          }
          case "LeakyRelu" -> {
            double alpha = node.number("alpha", 0.01);
            yield x -> x < 0 ? alpha * x : x;
          }
          case "Clip" -> {
            double least = bound(node, "min", 1, Double.NEGATIVE_INFINITY);
            double most = bound(node, "max", 2, Double.POSITIVE_INFINITY);
            yield x -> Math.min(Math.max(x, least), most);
          }
          default -> null;
        });
  }

  private double bound(OnnxNode node, String attribute, int input, double otherwise) {
    if (!graph.has(node, input)) {
      return node.number(attribute, otherwise);
    }
    return Translation.scalar(graph.value(node, input))
        .orElseThrow(
            () ->
                new IllegalArgumentException("takes what is no constant number as input " + input));
  }

  /** A function of what may be a function itself. */
  private Value composed(OnnxNode node, Value.Active of, DoubleUnaryOperator outer) {
    String name = Translation.name(node);
    if (of instanceof Value.Mapped inner && inner.steps() < Actives.MOST_STEPS) {
      return new Value.Mapped(
          name,
          inner.base(),
          x -> outer.applyAsDouble(inner.function().applyAsDouble(x)),
          inner.steps() + 1,
          () -> alone(name, graph.actives().image(inner), outer));
    }
    Value.Image base = of instanceof Value.Image image ? image : graph.actives().image(of);
    return new Value.Mapped(name, base, outer, 1, null);
  }

  private Value.Image alone(String name, Value.Image base, DoubleUnaryOperator function) {
    return graph.actives().image(new Value.Mapped(name, base, function, 1, null));
  }

  private void arithmetic(OnnxNode node, DoubleBinaryOperator operator) {
    Translation.require(node.inputs().size() == 2, "is of " + node.inputs().size() + " inputs");
    Value first = graph.value(node, 0);
    Value second = graph.value(node, 1);
    if (first instanceof Value.Active one && second instanceof Value.Active other) {
      graph.result(node, joined(node, one, other, operator));
    } else if (first instanceof Value.Active one) {
      graph.result(node, withConstant(node, 0, one, second, operator));
    } else if (second instanceof Value.Active other) {
      graph.result(
          node, withConstant(node, 1, other, first, (a, b) -> operator.applyAsDouble(b, a)));
    } else {
      graph.result(node, constants(first, second, operator));
    }
  }

  /** Sizes are computed with, too. */
  private static Value constants(Value first, Value second, DoubleBinaryOperator operator) {
    if (first instanceof Value.Whole one && second instanceof Value.Whole other) {
      int length = Math.max(one.values().length, other.values().length);
      Translation.require(
          Math.min(one.values().length, other.values().length) == 1
              || one.values().length == other.values().length,
          "computes with shapes of two lengths");
      long[] result = new long[length];
      for (int i = 0; i < length; i++) {
        long a = one.values()[i % one.values().length];
        long b = other.values()[i % other.values().length];
        boolean images = a == Layout.BATCH || b == Layout.BATCH;
        Translation.require(
            !images || b == 1 && operator.applyAsDouble(2, 1) == 2,
            "computes with the number of images");
        result[i] = images ? Layout.BATCH : (long) operator.applyAsDouble(a, b);
      }
      return new Value.Whole(result, one.scalar() && other.scalar());
    }
    Optional<Double> one = Translation.scalar(first);
    Optional<Double> other = Translation.scalar(second);
    Translation.require(one.isPresent() && other.isPresent(), "computes with constants alone");
    float[] result = {(float) operator.applyAsDouble(one.get(), other.get())};
    return new Value.Numbers("", new long[0], () -> Floats.array(result.clone(), 1));
  }

  private Value joined(
      OnnxNode node, Value.Active one, Value.Active other, DoubleBinaryOperator operator) {
    String name = Translation.name(node);
    Supplier<Value.Image> apart =
        switch (node.operator()) {
          case "Add" -> () -> graph.actives().sum(one, other, name);
          case "Mul" -> () -> graph.actives().product(one, other, name);
          default ->
              () -> {
                throw new IllegalArgumentException(
                    "joins two results in a way that is not computed");
              };
        };
    int steps = steps(one) + steps(other) + 1;
    boolean single = steps(one) >= 0 && steps(other) >= 0 && one.base().equals(other.base());
    if (!single || steps > Actives.MOST_STEPS) {
      return apart.get();
    }
    DoubleUnaryOperator left = function(one);
    DoubleUnaryOperator right = function(other);
    return new Value.Mapped(
        name,
        one.base(),
        x -> operator.applyAsDouble(left.applyAsDouble(x), right.applyAsDouble(x)),
        // Together they are more than one step, so that there is something to take apart.
        Math.max(2, steps),
        apart);
  }

  /** Of a function of single values; -1 of anything else. */
  private static int steps(Value.Active value) {
    if (value instanceof Value.Mapped mapped) {
      return mapped.steps();
    }
    return value instanceof Value.Image ? 0 : -Actives.MOST_STEPS;
  }

  private static DoubleUnaryOperator function(Value.Active value) {
    return value instanceof Value.Mapped mapped
        ? mapped.function()
        : DoubleUnaryOperator.identity();
  }

  private Value withConstant(
      OnnxNode node, int input, Value.Active of, Value by, DoubleBinaryOperator operator) {
    Optional<Double> number = Translation.scalar(by);
    if (number.isPresent() && !(of instanceof Value.Scaled)) {
      double constant = number.get();
      return composed(node, of, x -> operator.applyAsDouble(x, constant));
    }
    Translation.require(
        by instanceof Value.Numbers
            && Arrays.asList("Add", "Sub", "Mul", "Div").contains(node.operator()),
        "takes a constant that is no number");
    return channels(node, input, of, (Value.Numbers) by, operator);
  }

  /** A straight line for every channel. */
  private Value channels(
      OnnxNode node, int input, Value.Active of, Value.Numbers by, DoubleBinaryOperator operator) {
    float[] factors;
    float[] terms;
    Value.Image base;
    boolean sole = graph.sole(node, input);
    if (of instanceof Value.Scaled before) {
      base = before.base();
      factors = before.factors().clone();
      terms = before.terms().clone();
      sole = before.sole() && graph.only(node, input);
    } else {
      Optional<float[]> line =
          of instanceof Value.Mapped mapped
              ? KnownFunctions.line(mapped.function())
              : Optional.of(new float[] {1, 0});
      base = line.isPresent() ? of.base() : graph.actives().image(of);
      float[] same = line.orElse(new float[] {1, 0});
      int channels = graph.draft().shape(base.node())[0];
      factors = new float[channels];
      terms = new float[channels];
      Arrays.fill(factors, same[0]);
      Arrays.fill(terms, same[1]);
    }
    boolean one = by.length() == 1;
    Translation.require(
        one || base.layout().alongChannels(by.shape()),
        "takes a constant of " + Arrays.toString(by.shape()) + " with " + base.layout());
    float[] constants = Translation.floats(by);
    for (int c = 0; c < factors.length; c++) {
      float constant = constants[one ? 0 : c];
      float at0 = (float) operator.applyAsDouble(terms[c], constant);
      double slope = operator.applyAsDouble(1, constant) - operator.applyAsDouble(0, constant);
      Translation.require(Double.isFinite(slope), "divides by what it takes");
      factors[c] *= (float) slope;
      terms[c] = at0;
    }
    return new Value.Scaled(Translation.name(node), base, factors, terms, sole);
  }
}
