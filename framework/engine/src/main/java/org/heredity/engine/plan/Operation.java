package org.heredity.engine.plan;

import java.util.Map;

/**
 * A node without a convolution's weights, of a kind that residual networks do not have. It has a
 * visitor of its own, for those that compute it; others treat all of them alike.
 */
public sealed interface Operation extends Node
    permits Activation,
        AdaptiveAverage,
        AveragePool,
        Channels,
        Concat,
        Flatten,
        GlobalMax,
        LayerNorm,
        LayerScale,
        LocalNorm,
        Product {

  /** By PyTorch's name the shapes of its tensors, all of which are trained. */
  default Map<String, long[]> tensors() {
    return Map.of();
  }

  /**
   * Operations that it counts for an image, as fvcore counts them.
   *
   * @param elements of its first input
   */
  default long count(long elements) {
    return 0;
  }

  /** Calls the method for this kind, and returns what it does. */
  <R> R accept(Kinds<R> visitor);

  @Override
  default <R> R accept(Visitor<R> visitor) {
    return visitor.operation(this);
  }

  @Override
  default void accept(VoidVisitor visitor) {
    visitor.operation(this);
  }

  /**
   * A function of an operation, with one method for each kind.
   *
   * @param <R> what it returns
   */
  interface Kinds<R> {
    R activation(Activation node);

    R adaptiveAverage(AdaptiveAverage node);

    R averagePool(AveragePool node);

    R channels(Channels node);

    R concat(Concat node);

    R flatten(Flatten node);

    R globalMax(GlobalMax node);

    R layerNorm(LayerNorm node);

    R layerScale(LayerScale node);

    R localNorm(LocalNorm node);

    R product(Product node);
  }
}
