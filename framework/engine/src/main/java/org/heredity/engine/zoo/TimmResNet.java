package org.heredity.engine.zoo;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.NetworkSpec;

/**
 * timm's residual networks that torchvision has not: {@code resnet26}, and {@code resnet18d} and
 * the like with a stem of three convolutions and shortcuts that average before they project (He et
 * al., CVPR 2019).
 */
final class TimmResNet extends Family {
  private static final int DEEP_WIDTH = 32;

  private final ResNetLayout layout;

  private TimmResNet(ResNetLayout layout) {
    super(
        layout.name(),
        "residual network of He et al. (CVPR 2016"
            + (layout.deep() ? ", with the tweaks of CVPR 2019)" : ")"),
        layout.deep() ? DEEP_WIDTH : ResNetFamily.WIDTH,
        ResNetFamily.HEAD);
    this.layout = layout;
  }

  static List<Family> all() {
    return ResNetLayout.TIMM.stream().<Family>map(TimmResNet::new).toList();
  }

  @Override
  String origin() {
    return "timm";
  }

  @Override
  String stem() {
    return layout.deep() ? "conv1.0" : "conv1";
  }

  @Override
  String last() {
    return ResNetLayout.block(3, 0) + ".conv1.weight";
  }

  @Override
  String beyond() {
    return ResNetLayout.block(3, layout.depths().get(3)) + ".conv1.weight";
  }

  @Override
  boolean fits(StateDict tensors) {
    return layout.hasBlocks(tensors)
        && tensors.get(stem() + ".weight").size(2) == (layout.deep() ? 3 : 7);
  }

  @Override
  public List<String> stages() {
    return layout.stages();
  }

  @Override
  ComputationGraphConfiguration graph(Vertices graph, NetworkSpec spec) {
    return new ResidualGraph(layout, graph).of(spec);
  }
}
