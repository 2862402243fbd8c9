package org.heredity.engine.plan;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Local response normalisation over neighbouring channels (Krizhevsky et al., NIPS 2012): {@code x
 * * (k + alpha / size * sum(x^2))^-beta}. Immutable.
 *
 * @param size channels that are summed, half before and half behind; odd
 */
public record LocalNorm(String name, String input, int size, double k, double alpha, double beta)
    implements Operation {
  @Override
  public List<String> inputs() {
    return List.of(input);
  }

  @Override
  public LocalNorm withInputs(UnaryOperator<String> names) {
    return new LocalNorm(name, names.apply(input), size, k, alpha, beta);
  }

  @Override
  public int[] shape(int... in) {
    return in;
  }

  @Override
  public <R> R accept(Kinds<R> visitor) {
    return visitor.localNorm(this);
  }
}
