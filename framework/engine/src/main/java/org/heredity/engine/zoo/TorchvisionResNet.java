package org.heredity.engine.zoo;

import java.util.function.Function;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Plan;

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
    int width = spec.width();
    String at = graph.conv("conv1", Plan.INPUT, 3, width, 7, 2, false);
    at = graph.relu("relu", graph.norm("bn1", at, width));
    at = graph.maxPool("maxpool", at, 3, 2, 1);
    int in = width;
    for (int stage = 0; stage < layout.depths().size(); stage++) {
      int planes = width << stage;
      for (int block = 0; block < layout.depths().get(stage); block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        at = block(graph, ResNetLayout.block(stage, block), at, in, planes, stride);
        in = planes * layout.expansion();
      }
    }
    return graph.head(ResNetFamily.HEAD, graph.average("avgpool", at), in, spec.classes());
  }

  private String block(
      Vertices graph, String module, String input, int in, int planes, int stride) {
    int out = planes * layout.expansion();
    String at;
    if (layout.bottleneck()) {
      int inner = planes * layout.inner();
      at = graph.conv(module + ".conv1", input, in, inner, 1, 1, false);
      at = graph.relu(module + ".relu1", graph.norm(module + ".bn1", at, inner));
      at = graph.groups(module + ".conv2", at, inner, inner, 3, stride, layout.groups());
      at = graph.relu(module + ".relu2", graph.norm(module + ".bn2", at, inner));
      at = graph.conv(module + ".conv3", at, inner, out, 1, 1, false);
      at = graph.norm(module + ".bn3", at, out);
    } else {
      at = graph.conv(module + ".conv1", input, in, planes, 3, stride, false);
      at = graph.relu(module + ".relu1", graph.norm(module + ".bn1", at, planes));
      at = graph.conv(module + ".conv2", at, planes, planes, 3, 1, false);
      at = graph.norm(module + ".bn2", at, planes);
    }
    String shortcut = input;
    if (stride != 1 || in != out) {
      shortcut = graph.conv(module + ".downsample.0", input, in, out, 1, stride, false);
      shortcut = graph.norm(module + ".downsample.1", shortcut, out);
    }
    return graph.relu(module + ".out", graph.add(module + ".add", at, shortcut));
  }
}
