package org.heredity.engine.zoo;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Plan;

/**
 * The CIFAR networks of He et al. (CVPR 2016, section 4.2): 3x3 stem, three stages of 16, 32 and 64
 * channels, 6n + 2 layers. Shortcuts where the size changes are identities with zero padding as in
 * the paper.
 */
@SuppressWarnings("unchecked") // Deeplearning4j declares init() with a type of its own.
public final class CifarResNet extends ZooNetwork {
  private final CifarResNetFamily family;

  private CifarResNet(CifarResNetFamily family, Builder<CifarResNet> settings) {
    super(family, settings);
    this.family = family;
  }

  /**
   * Of 10 classes, 32 pixels and the paper's width 16, where nothing else is said.
   *
   * @param layers 20, 32, 44, 56, 110 or another 6n + 2
   * @throws IllegalArgumentException if {@code layers} is no such number
   */
  public static Builder<CifarResNet> builder(int layers) {
    return builder(CifarResNetFamily.of(layers));
  }

  static Builder<CifarResNet> builder(CifarResNetFamily family) {
    return new Builder<CifarResNet>(settings -> new CifarResNet(family, settings))
        .numClasses(10)
        .inputShape(3, 32, 32)
        .width(family.publishedWidth());
  }

  @Override
  ComputationGraphConfiguration graph(Vertices graph, NetworkSpec spec) {
    int width = spec.width();
    String at = graph.conv("conv1", Plan.INPUT, 3, width, 3, 1, false);
    at = graph.relu("relu", graph.norm("bn1", at, width));
    int in = width;
    for (int stage = 0; stage < CifarResNetFamily.STAGES; stage++) {
      int out = width << stage;
      for (int block = 0; block < family.depth(); block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        at = block(graph, "layer" + (stage + 1) + "." + block, at, in, out, stride);
        in = out;
      }
    }
    return graph.head(family.head(), graph.average("avgpool", at), in, spec.classes());
  }

  private String block(Vertices graph, String module, String input, int in, int out, int stride) {
    String at = graph.conv(module + ".conv1", input, in, out, 3, stride, false);
    at = graph.relu(module + ".relu1", graph.norm(module + ".bn1", at, out));
    at = graph.conv(module + ".conv2", at, out, out, 3, 1, false);
    at = graph.norm(module + ".bn2", at, out);
    String shortcut = input;
    if (in != out) {
      String projection = family.projection();
      if (projection == null) {
        shortcut = graph.padShortcut(module + ".shortcut", input, in, out, stride);
      } else {
        String path = module + "." + projection;
        shortcut = graph.conv(path + ".0", input, in, out, 1, stride, false);
        shortcut = graph.norm(path + ".1", shortcut, out);
      }
    }
    return graph.relu(module + ".out", graph.add(module + ".add", at, shortcut));
  }
}
