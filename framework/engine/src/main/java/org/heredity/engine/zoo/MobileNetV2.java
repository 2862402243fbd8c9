package org.heredity.engine.zoo;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.zoo.Blocks.Shape;
import org.nd4j.linalg.activations.impl.ActivationReLU6;

/**
 * torchvision's {@code mobilenet_v2} (Sandler et al., CVPR 2018): inverted residuals, in which a
 * depthwise convolution works on more channels than come in and go out.
 */
final class MobileNetV2 extends Family {
  private static final int WIDTH = 32;
  private static final int LAST = 1280;

  /** Of each group of blocks: expansion, channels, blocks, stride of the first. */
  private static final int[][] GROUPS = {
    {1, 16, 1, 1},
    {6, 24, 2, 2},
    {6, 32, 3, 2},
    {6, 64, 4, 2},
    {6, 96, 3, 1},
    {6, 160, 3, 2},
    {6, 320, 1, 1}
  };

  MobileNetV2() {
    super(
        "mobilenet_v2", "inverted residuals of Sandler et al. (CVPR 2018)", WIDTH, "classifier.1");
  }

  @Override
  String stem() {
    return "features.0.0";
  }

  @Override
  String last() {
    return "features.18.1.weight";
  }

  @Override
  String beyond() {
    return "features.19.0.weight";
  }

  @Override
  public boolean hasWidth(int channels) {
    return Divisible.is(channels);
  }

  @Override
  public List<String> stages() {
    return List.of("features.3.add", "features.6.add", "features.13.add", "features.18.2");
  }

  @Override
  ComputationGraphConfiguration graph(Vertices graph, NetworkSpec spec) {
    Blocks blocks = new Blocks(graph);
    double factor = (double) spec.width() / WIDTH;
    int in = spec.width();
    String at =
        blocks.unit("features.0", Plan.INPUT, new Shape(3, in, 3, 2, 1), new ActivationReLU6());
    int block = 1;
    for (int[] group : GROUPS) {
      int out = Divisible.rounded(group[1] * factor);
      for (int i = 0; i < group[2]; i++) {
        int stride = i == 0 ? group[3] : 1;
        at = block(blocks, "features." + block++, at, in, out, group[0], stride);
        in = out;
      }
    }
    int last = Divisible.rounded(LAST * Math.max(1, factor));
    at = blocks.unit("features." + block, at, Shape.pixel(in, last), new ActivationReLU6());
    return graph.head(head(), graph.average("avgpool", at), last, spec.classes());
  }

  private static String block(
      Blocks blocks, String module, String input, int in, int out, int expansion, int stride) {
    int hidden = in * expansion;
    String at = input;
    int part = 0;
    if (expansion != 1) {
      String expand = module + ".conv." + part++;
      at = blocks.unit(expand, at, Shape.pixel(in, hidden), new ActivationReLU6());
    }
    Shape depthwise = Shape.depthwise(hidden, 3, stride);
    at = blocks.unit(module + ".conv." + part++, at, depthwise, new ActivationReLU6());
    at = blocks.graph().conv(module + ".conv." + part++, at, hidden, out, 1, 1, false);
    at = blocks.graph().norm(module + ".conv." + part, at, out);
    return stride == 1 && in == out ? blocks.graph().add(module + ".add", at, input) : at;
  }
}
