package org.heredity.engine.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.zoo.Blocks.Shape;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSwish;

/**
 * torchvision's {@code efficientnet_b0} to {@code b3} (Tan and Le, ICML 2019): inverted residuals
 * with squeeze and excitation, wider and deeper from one to the next. Stochastic depth, which
 * torchvision trains them with, is left out.
 */
final class EfficientNet extends Family {
  private static final int WIDTH = 32;

  /** Of each group of blocks: expansion, kernel, stride of the first, channels, blocks. */
  private static final int[][] GROUPS = {
    {1, 3, 1, 16, 1},
    {6, 3, 2, 24, 2},
    {6, 5, 2, 40, 2},
    {6, 3, 2, 80, 3},
    {6, 5, 1, 112, 3},
    {6, 5, 2, 192, 4},
    {6, 3, 1, 320, 1}
  };

  /** Groups that a stage ends with. */
  private static final int[] ENDS = {2, 3, 5};

  private final double wider;
  private final double deeper;

  private EfficientNet(int number, double wider, double deeper) {
    super(
        "efficientnet_b" + number,
        "EfficientNet of Tan and Le (ICML 2019)",
        Divisible.rounded(WIDTH * wider),
        "classifier.1");
    this.wider = wider;
    this.deeper = deeper;
  }

  static List<Family> all() {
    return List.of(
        new EfficientNet(0, 1, 1),
        new EfficientNet(1, 1, 1.1),
        new EfficientNet(2, 1.1, 1.2),
        new EfficientNet(3, 1.2, 1.4));
  }

  private int blocks(int group) {
    return (int) Math.ceil(GROUPS[group - 1][4] * deeper);
  }

  @Override
  String stem() {
    return "features.0.0";
  }

  /** Of the longest group. */
  @Override
  String last() {
    return "features.6." + (blocks(6) - 1) + ".block.3.0.weight";
  }

  @Override
  String beyond() {
    return "features.6." + blocks(6) + ".block.3.0.weight";
  }

  @Override
  public boolean hasWidth(int channels) {
    return Divisible.is(channels);
  }

  /** b1 and b2 are of the same depth but in the first group; their last channels differ. */
  @Override
  boolean fits(StateDict tensors) {
    String one = "features.8.0.weight";
    String depth = "features.3." + (blocks(3) - 1) + ".block.3.0.weight";
    long stem = tensors.get(stem() + ".weight").size(0);
    return tensors.contains(depth)
        && tensors.contains(one)
        && tensors.get(one).size(1) == channels(GROUPS.length, (int) stem);
  }

  private int channels(int group, int width) {
    return Divisible.rounded(GROUPS[group - 1][3] * wider * width / publishedWidth());
  }

  @Override
  public List<String> stages() {
    List<String> stages = new ArrayList<>();
    for (int group : ENDS) {
      stages.add("features." + group + "." + (blocks(group) - 1) + ".add");
    }
    stages.add("features.8.2");
    return stages;
  }

  @Override
  public Map<String, String> otherNames() {
    TimmNames names = new TimmNames().unit("features.0", "conv_stem", "bn1");
    for (int group = 1; group <= GROUPS.length; group++) {
      for (int i = 0; i < blocks(group); i++) {
        String module = "features." + group + "." + i + ".block.";
        names.inverted(module, "blocks." + (group - 1) + "." + i, group > 1, true);
      }
    }
    return names.unit("features.8", "conv_head", "bn2").put(head(), "classifier").toTorchvision();
  }

  @Override
  ComputationGraphConfiguration graph(Vertices graph, NetworkSpec spec) {
    Blocks blocks = new Blocks(graph);
    int in = spec.width();
    Shape stem = new Shape(3, in, 3, 2, 1);
    String at = blocks.unit("features.0", Plan.INPUT, stem, new ActivationSwish());
    for (int group = 1; group <= GROUPS.length; group++) {
      int[] settings = GROUPS[group - 1];
      int out = channels(group, spec.width());
      for (int i = 0; i < blocks(group); i++) {
        int hidden = Divisible.rounded((double) in * settings[0]);
        Shape depthwise = Shape.depthwise(hidden, settings[1], i == 0 ? settings[2] : 1);
        at = block(blocks, "features." + group + "." + i, at, in, depthwise, out);
        in = out;
      }
    }
    int last = 4 * in;
    at = blocks.unit("features.8", at, Shape.pixel(in, last), new ActivationSwish());
    return graph.head(head(), graph.average("avgpool", at), last, spec.classes());
  }

  private static String block(
      Blocks blocks, String module, String input, int in, Shape depthwise, int out) {
    int hidden = depthwise.in();
    String at = input;
    int part = 0;
    if (hidden != in) {
      String expand = module + ".block." + part++;
      at = blocks.unit(expand, at, Shape.pixel(in, hidden), new ActivationSwish());
    }
    at = blocks.unit(module + ".block." + part++, at, depthwise, new ActivationSwish());
    int squeezed = Math.max(1, in / 4);
    String excite = module + ".block." + part++;
    at =
        blocks.excite(excite, at, hidden, squeezed, new ActivationSwish(), new ActivationSigmoid());
    at = blocks.plain(module + ".block." + part, at, Shape.pixel(hidden, out));
    return depthwise.stride() == 1 && in == out
        ? blocks.graph().add(module + ".add", at, input)
        : at;
  }
}
