package org.heredity.engine.zoo;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Plan;
import org.heredity.layers.BatchNorm;
import org.heredity.layers.WindowPool;

/**
 * torchvision's {@code googlenet} (Szegedy et al., CVPR 2015, with batch norm) without the two
 * auxiliary classifiers, which only training uses.
 */
final class GoogLeNet extends Family {
  private static final int WIDTH = 64;
  private static final double EPSILON = 1e-3;

  /**
   * A block of the published width.
   *
   * @param out channels of its four branches
   * @param inner channels that the second and the third first make
   */
  private record Inception(String name, int[] out, int[] inner) {
    int sum() {
      return out[0] + out[1] + out[2] + out[3];
    }
  }

  private static Inception block(String name, int... c) {
    return new Inception(
        "inception" + name, new int[] {c[0], c[2], c[4], c[5]}, new int[] {c[1], c[3]});
  }

  /** Those of one side after the other. */
  private static final List<List<Inception>> STAGES =
      List.of(
          List.of(block("3a", 64, 96, 128, 16, 32, 32), block("3b", 128, 128, 192, 32, 96, 64)),
          List.of(
              block("4a", 192, 96, 208, 16, 48, 64),
              block("4b", 160, 112, 224, 24, 64, 64),
              block("4c", 128, 128, 256, 24, 64, 64),
              block("4d", 112, 144, 288, 32, 64, 64),
              block("4e", 256, 160, 320, 32, 128, 128)),
          List.of(
              block("5a", 256, 160, 320, 32, 128, 128), block("5b", 384, 192, 384, 48, 128, 128)));

  GoogLeNet() {
    super("googlenet", "Inception network of Szegedy et al. (CVPR 2015)", WIDTH, "fc");
  }

  @Override
  String stem() {
    return "conv1.conv";
  }

  @Override
  String last() {
    return "inception5b.branch4.1.conv.weight";
  }

  @Override
  String beyond() {
    return "inception5c.branch1.conv.weight";
  }

  /** All channels are multiples of 8 at the published width. */
  @Override
  public boolean hasWidth(int channels) {
    return Divisible.is(channels);
  }

  @Override
  public List<String> stages() {
    return List.of("conv3.relu", "inception3b.cat", "inception4e.cat", "inception5b.cat");
  }

  @Override
  ComputationGraphConfiguration graph(Vertices graph, NetworkSpec spec) {
    int width = spec.width();
    String at = unit(graph, "conv1", Plan.INPUT, 3, width, 7, 2);
    at = graph.layer("maxpool1", at, WindowPool.largest(3, 2, 0));
    at = unit(graph, "conv2", at, width, width, 1, 1);
    at = unit(graph, "conv3", at, width, 3 * width, 3, 1);
    int in = 3 * width;
    for (int stage = 0; stage < STAGES.size(); stage++) {
      int kernel = stage < 2 ? 3 : 2;
      at = graph.layer("maxpool" + (stage + 2), at, WindowPool.largest(kernel, 2, 0));
      for (Inception block : STAGES.get(stage)) {
        at = inception(graph, block, at, in, width);
        in = block.sum() * width / WIDTH;
      }
    }
    return graph.head(head(), graph.average("avgpool", at), in, spec.classes());
  }

  private static String inception(
      Vertices graph, Inception block, String input, int in, int width) {
    int[] out = new int[4];
    for (int branch = 0; branch < out.length; branch++) {
      out[branch] = block.out[branch] * width / WIDTH;
    }
    String first = unit(graph, block.name + ".branch1", input, in, out[0], 1, 1);
    String second =
        inner(graph, block.name + ".branch2", input, in, block.inner[0] * width / WIDTH, out[1]);
    String third =
        inner(graph, block.name + ".branch3", input, in, block.inner[1] * width / WIDTH, out[2]);
    String fourth = graph.maxPool(block.name + ".branch4.0", input, 3, 1, 1);
    fourth = unit(graph, block.name + ".branch4.1", fourth, in, out[3], 1, 1);
    return graph.concat(block.name + ".cat", first, second, third, fourth);
  }

  /** Both kernels are 3 x 3 in torchvision. */
  private static String inner(
      Vertices graph, String module, String input, int in, int hidden, int out) {
    String at = unit(graph, module + ".0", input, in, hidden, 1, 1);
    return unit(graph, module + ".1", at, hidden, out, 3, 1);
  }

  private static String unit(
      Vertices graph, String module, String input, int in, int out, int kernel, int stride) {
    String at = graph.conv(module + ".conv", input, in, out, kernel, stride, false);
    at = graph.norm(module + ".bn", at, out, EPSILON, BatchNorm.DECAY);
    return graph.relu(module + ".relu", at);
  }
}
