package org.heredity.engine.zoo;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.engine.Architecture;
import org.heredity.engine.NetworkSpec;

/**
 * Any of torchvision's networks that {@link Architectures} has beside the residual ones: {@code
 * TorchvisionModel.builder(Architectures.named("mobilenet_v2"))}. Input is {@code [N, 3, side,
 * side]}, NCHW, output {@code [N, classes]}, probabilities.
 */
@SuppressWarnings("unchecked") // Deeplearning4j declares init() with a type of its own.
public final class TorchvisionModel extends ZooNetwork {
  private final Family family;

  private TorchvisionModel(Family family, Builder<TorchvisionModel> settings) {
    super(family, settings);
    this.family = family;
  }

  /**
   * Of ImageNet's 1000 classes, 224 pixels and the published width, where nothing else is said.
   *
   * @throws IllegalArgumentException if the architecture has a model of its own, such as {@link
   *     ResNet18}
   */
  public static Builder<TorchvisionModel> builder(Architecture architecture) {
    if (!(architecture instanceof Family family)) {
      throw new IllegalArgumentException(
          architecture.name() + " has a model of its own; take its builder");
    }
    return builder(family);
  }

  static Builder<TorchvisionModel> builder(Family family) {
    return new Builder<TorchvisionModel>(settings -> new TorchvisionModel(family, settings))
        .numClasses(1000)
        .inputShape(3, 224, 224)
        .width(family.publishedWidth());
  }

  @Override
  ComputationGraphConfiguration graph(Vertices vertices, NetworkSpec spec) {
    return family.graph(vertices, spec);
  }
}
