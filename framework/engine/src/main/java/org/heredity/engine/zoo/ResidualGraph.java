package org.heredity.engine.zoo;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Plan;
import org.heredity.layers.WindowPool;

/**
 * Adds the vertices of a residual network.
 *
 * @param layout which one
 * @param graph where to
 */
record ResidualGraph(ResNetLayout layout, Vertices graph) {
  ComputationGraphConfiguration of(NetworkSpec spec) {
    int width = spec.width() * layout.stemWidths();
    String at = layout.deep() ? deepStem(spec.width()) : plainStem(width);
    at = graph.relu("relu", graph.norm("bn1", at, width));
    at = graph.maxPool("maxpool", at, 3, 2, 1);
    int in = width;
    for (int stage = 0; stage < layout.depths().size(); stage++) {
      int planes = width << stage;
      for (int block = 0; block < layout.depths().get(stage); block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        at = block(ResNetLayout.block(stage, block), at, in, planes, stride);
        in = planes * layout.expansion();
      }
    }
    return graph.head(ResNetFamily.HEAD, graph.average("avgpool", at), in, spec.classes());
  }

  private String plainStem(int width) {
    return graph.conv("conv1", Plan.INPUT, 3, width, 7, 2, false);
  }

  /** Three convolutions of 3x3, the last of which has twice the channels (He et al., 2019). */
  private String deepStem(int width) {
    String at = graph.conv("conv1.0", Plan.INPUT, 3, width, 3, 2, false);
    at = graph.relu("conv1.2", graph.norm("conv1.1", at, width));
    at = graph.conv("conv1.3", at, width, width, 3, 1, false);
    at = graph.relu("conv1.5", graph.norm("conv1.4", at, width));
    return graph.conv("conv1.6", at, width, 2 * width, 3, 1, false);
  }

  private String block(String module, String input, int in, int planes, int stride) {
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
      shortcut = shortcut(module + ".downsample", input, in, out, stride);
    }
    return graph.relu(module + ".out", graph.add(module + ".add", at, shortcut));
  }

  private String shortcut(String module, String input, int in, int out, int stride) {
    if (!layout.deep()) {
      String at = graph.conv(module + ".0", input, in, out, 1, stride, false);
      return graph.norm(module + ".1", at, out);
    }
    String at = stride == 1 ? input : graph.layer(module + ".0", input, WindowPool.means(stride));
    at = graph.conv(module + ".1", at, in, out, 1, 1, false);
    return graph.norm(module + ".2", at, out);
  }
}
