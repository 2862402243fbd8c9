package org.heredity.engine.plan;

import java.util.List;
import java.util.function.UnaryOperator;
import org.heredity.layers.Gelu;
import org.heredity.layers.GeluTanh;
import org.heredity.layers.HardSigmoid;
import org.heredity.layers.HardSwish;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/**
 * A function of single values other than {@link Node.Relu}. Immutable.
 *
 * @param function which
 * @param slope of {@link Function#LEAKY_RELU} below 0; else 0
 */
public record Activation(String name, String input, Function function, double slope)
    implements Operation {
  /** Functions as PyTorch defines them. */
  public enum Function {
    /** {@code min(max(x, 0), 6)}. */
    RELU6,
    /** {@code x} above 0, else {@code slope * x}. */
    LEAKY_RELU,
    /** {@code x / (1 + exp(-x))}. */
    SILU,
    /** {@code x * min(max(x + 3, 0), 6) / 6}. */
    HARD_SWISH,
    /** {@code min(max(x + 3, 0), 6) / 6}. */
    HARD_SIGMOID,
    /** {@code 1 / (1 + exp(-x))}. */
    SIGMOID,
    /** {@code x * P(X < x)} of a normal X, exactly. */
    GELU,
    /** The approximation of {@link #GELU} by a hyperbolic tangent. */
    GELU_TANH,
    /** The hyperbolic tangent. */
    TANH
  }

  /** A function without a parameter. */
  public Activation(String name, String input, Function function) {
    this(name, input, function, 0);
  }

  /** The same in a layer of Deeplearning4j, or of ours. */
  public IActivation layerFunction() {
    return switch (function) {
      case RELU6 -> new ActivationReLU6();
      case LEAKY_RELU -> new ActivationLReLU(slope);
      case SILU -> new ActivationSwish();
      case HARD_SWISH -> new HardSwish();
      case HARD_SIGMOID -> new HardSigmoid();
      case SIGMOID -> new ActivationSigmoid();
      case GELU -> new Gelu();
      case GELU_TANH -> new GeluTanh();
      case TANH -> new ActivationTanH();
    };
  }

  @Override
  public List<String> inputs() {
    return List.of(input);
  }

  @Override
  public Activation withInputs(UnaryOperator<String> names) {
    return new Activation(name, names.apply(input), function, slope);
  }

  @Override
  public int[] shape(int... in) {
    return in;
  }

  @Override
  public <R> R accept(Kinds<R> visitor) {
    return visitor.activation(this);
  }
}
