package org.heredity.engine.zoo;

import java.util.function.Function;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.engine.NetworkSpec;

/**
 * The residual networks of He et al. (CVPR 2016), and their kin, exactly as torchvision lays them
 * out: 7x7 stem of stride 2, max pool, four stages, the stride on the 3x3 of a bottleneck,
 * projection shortcuts, no bias before batch norm.
 */
@SuppressWarnings("unchecked") // Deeplearning4j declares init() with a type of its own.
abstract class TorchvisionResNet extends ZooNetwork {
  private final ResNetLayout layout;

  TorchvisionResNet(ResNetLayout layout, ResNetFamily family, Builder<?> settings) {
    super(family, settings);
    this.layout = layout;
  }

  static <M extends ZooNetwork> Builder<M> settings(Function<Builder<M>, M> build) {
    return new Builder<>(build).numClasses(1000).inputShape(3, 224, 224).width(ResNetFamily.WIDTH);
  }

  @Override
  final ComputationGraphConfiguration graph(Vertices graph, NetworkSpec spec) {
    return new ResidualGraph(layout, graph).of(spec);
  }
}
