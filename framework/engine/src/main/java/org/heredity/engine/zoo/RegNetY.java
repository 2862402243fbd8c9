package org.heredity.engine.zoo;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.zoo.Blocks.Shape;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;

/**
 * torchvision's {@code regnet_y_400mf} (Radosavovic et al., CVPR 2020): bottlenecks of grouped
 * convolutions with squeeze and excitation; of the published width alone.
 */
final class RegNetY extends Family {
  private static final int WIDTH = 32;
  private static final int GROUP = 8;
  private static final int[] CHANNELS = {48, 104, 208, 440};
  private static final int[] DEPTHS = {1, 3, 6, 6};

  RegNetY() {
    super("regnet_y_400mf", "RegNet of Radosavovic et al. (CVPR 2020)", WIDTH, "fc");
  }

  private static String module(int stage, int block) {
    String name = "block" + (stage + 1);
    return "trunk_output." + name + "." + name + "-" + block;
  }

  @Override
  String stem() {
    return "stem.0";
  }

  @Override
  String last() {
    return module(3, DEPTHS[3] - 1) + ".f.c.0.weight";
  }

  @Override
  String beyond() {
    return module(3, DEPTHS[3]) + ".f.c.0.weight";
  }

  @Override
  public boolean hasWidth(int channels) {
    return channels == WIDTH;
  }

  @Override
  public List<String> stages() {
    List<String> stages = new ArrayList<>();
    for (int stage = 0; stage < DEPTHS.length; stage++) {
      stages.add(module(stage, DEPTHS[stage] - 1) + ".activation");
    }
    return stages;
  }

  @Override
  ComputationGraphConfiguration graph(Vertices graph, NetworkSpec spec) {
    Blocks blocks = new Blocks(graph);
    int in = WIDTH;
    String at = blocks.unit("stem", Plan.INPUT, new Shape(3, in, 3, 2, 1), new ActivationReLU());
    for (int stage = 0; stage < DEPTHS.length; stage++) {
      for (int block = 0; block < DEPTHS[stage]; block++) {
        at = block(blocks, module(stage, block), at, in, CHANNELS[stage], block == 0 ? 2 : 1);
        in = CHANNELS[stage];
      }
    }
    return graph.head(head(), graph.average("avgpool", at), in, spec.classes());
  }

  private static String block(
      Blocks blocks, String module, String input, int in, int out, int stride) {
    String shortcut =
        in == out && stride == 1
            ? input
            : blocks.plain(module + ".proj", input, new Shape(in, out, 1, stride, 1));
    String at = blocks.unit(module + ".f.a", input, Shape.pixel(in, out), new ActivationReLU());
    Shape grouped = new Shape(out, out, 3, stride, out / GROUP);
    at = blocks.unit(module + ".f.b", at, grouped, new ActivationReLU());
    int squeezed = (int) Math.rint(in / 4.0);
    at =
        blocks.excite(
            module + ".f.se", at, out, squeezed, new ActivationReLU(), new ActivationSigmoid());
    at = blocks.plain(module + ".f.c", at, Shape.pixel(out, out));
    Vertices graph = blocks.graph();
    return graph.relu(module + ".activation", graph.add(module + ".add", shortcut, at));
  }
}
