package org.heredity.engine.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.zoo.Blocks.Shape;
import org.heredity.layers.HardSigmoid;
import org.heredity.layers.HardSwish;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationReLU;

/**
 * torchvision's {@code mobilenet_v3_large} and {@code small} (Howard et al., ICCV 2019): inverted
 * residuals, some with squeeze and excitation, the later ones with hard swish. timm's {@code
 * mobilenetv3_large_100} and {@code small_100} are the same with other names and another epsilon,
 * so that weights of one are not the other's.
 */
final class MobileNetV3 extends Family {
  private static final String HEAD = "classifier.3";
  private static final int WIDTH = 16;
  private static final double EPSILON = 1e-3;
  private static final double DECAY = 0.99;

  /**
   * A block of the published width.
   *
   * @param hidden channels of its depthwise convolution
   * @param excites whether it has squeeze and excitation
   * @param swish whether its activation is hard swish, not ReLU
   */
  private record Block(
      int in, int kernel, int hidden, int out, boolean excites, boolean swish, int stride) {
    IActivation function() {
      return swish ? new HardSwish() : new ActivationReLU();
    }

    /** The vertex that it ends with. */
    String end(String module) {
      int parts = (hidden == in ? 1 : 2) + (excites ? 1 : 0);
      return sums() ? module + ".add" : module + ".block." + parts + ".1";
    }

    boolean sums() {
      return stride == 1 && in == out;
    }
  }

  private static final List<Block> LARGE =
      List.of(
          new Block(16, 3, 16, 16, false, false, 1),
          new Block(16, 3, 64, 24, false, false, 2),
          new Block(24, 3, 72, 24, false, false, 1),
          new Block(24, 5, 72, 40, true, false, 2),
          new Block(40, 5, 120, 40, true, false, 1),
          new Block(40, 5, 120, 40, true, false, 1),
          new Block(40, 3, 240, 80, false, true, 2),
          new Block(80, 3, 200, 80, false, true, 1),
          new Block(80, 3, 184, 80, false, true, 1),
          new Block(80, 3, 184, 80, false, true, 1),
          new Block(80, 3, 480, 112, true, true, 1),
          new Block(112, 3, 672, 112, true, true, 1),
          new Block(112, 5, 672, 160, true, true, 2),
          new Block(160, 5, 960, 160, true, true, 1),
          new Block(160, 5, 960, 160, true, true, 1));

  private static final List<Block> SMALL =
      List.of(
          new Block(16, 3, 16, 16, true, false, 2),
          new Block(16, 3, 72, 24, false, false, 2),
          new Block(24, 3, 88, 24, false, false, 1),
          new Block(24, 5, 96, 40, true, true, 2),
          new Block(40, 5, 240, 40, true, true, 1),
          new Block(40, 5, 240, 40, true, true, 1),
          new Block(40, 5, 120, 48, true, true, 1),
          new Block(48, 5, 144, 48, true, true, 1),
          new Block(48, 5, 288, 96, true, true, 2),
          new Block(96, 5, 576, 96, true, true, 1),
          new Block(96, 5, 576, 96, true, true, 1));

  /** Blocks of each of timm's groups. */
  private static final int[] LARGE_GROUPS = {1, 2, 3, 4, 2, 3};

  private static final int[] SMALL_GROUPS = {1, 2, 3, 2, 3};

  private final List<Block> blocks;
  private final int hidden;

  /** By torchvision's name of a module, the name here; empty for torchvision's own. */
  private final Map<String, String> names;

  private MobileNetV3(String name, List<Block> blocks, int hidden, Map<String, String> names) {
    super(name, "MobileNetV3 of Howard et al. (ICCV 2019)", WIDTH, names.getOrDefault(HEAD, HEAD));
    this.blocks = blocks;
    this.hidden = hidden;
    this.names = names;
  }

  static List<Family> all() {
    return List.of(
        new MobileNetV3("mobilenet_v3_large", LARGE, 1280, Map.of()),
        new MobileNetV3("mobilenet_v3_small", SMALL, 1024, Map.of()),
        new MobileNetV3("mobilenetv3_large_100", LARGE, 1280, timms(LARGE, LARGE_GROUPS)),
        new MobileNetV3("mobilenetv3_small_100", SMALL, 1024, timms(SMALL, SMALL_GROUPS)));
  }

  private static Map<String, String> timms(List<Block> blocks, int... groups) {
    TimmNames names = new TimmNames().unit("features.0", "conv_stem", "bn1");
    int i = 0;
    for (int group = 0; group < groups.length; group++) {
      for (int of = 0; of < groups[group]; of++) {
        Block block = blocks.get(i);
        boolean expands = block.hidden != block.in;
        String timm = "blocks." + group + "." + of;
        names.inverted(module(i++) + ".block.", timm, expands, block.excites);
      }
    }
    String last = "blocks." + groups.length + ".0";
    return names
        .unit(module(i), last + ".conv", last + ".bn1")
        .put("classifier.0", "conv_head")
        .put(HEAD, "classifier")
        .fromTorchvision();
  }

  private boolean timm() {
    return !names.isEmpty();
  }

  private String named(String torchvision) {
    return names.getOrDefault(torchvision, torchvision);
  }

  @Override
  String origin() {
    return timm() ? "timm" : super.origin();
  }

  private static String module(int block) {
    return "features." + (block + 1);
  }

  @Override
  String stem() {
    return named("features.0.0");
  }

  @Override
  String last() {
    return named(module(blocks.size()) + ".0") + ".weight";
  }

  @Override
  String beyond() {
    return timm() ? "blocks.6.0.conv_pw.weight" : module(blocks.size()) + ".block.0.0.weight";
  }

  @Override
  public boolean hasWidth(int channels) {
    return Divisible.is(channels);
  }

  @Override
  public List<String> stages() {
    List<String> stages = new ArrayList<>();
    for (int i = 1; i < blocks.size(); i++) {
      if (blocks.get(i).stride() > 1) {
        stages.add(named(blocks.get(i - 1).end(module(i - 1))));
      }
    }
    // What comes before the first quarter of the side is the stem's.
    List<String> all = stages.subList(Math.max(0, stages.size() - 3), stages.size());
    all.add(module(blocks.size()) + ".2");
    return List.copyOf(all);
  }

  @Override
  ComputationGraphConfiguration graph(Vertices vertices, NetworkSpec spec) {
    Vertices graph = vertices.renamed(this::named);
    Blocks parts = timm() ? new Blocks(graph) : new Blocks(graph, EPSILON, DECAY);
    double factor = (double) spec.width() / WIDTH;
    Shape stem = new Shape(3, spec.width(), 3, 2, 1);
    String at = parts.unit("features.0", Plan.INPUT, stem, new HardSwish());
    for (int i = 0; i < blocks.size(); i++) {
      at = block(parts, module(i), at, scaled(blocks.get(i), factor));
    }
    int out = scaled(blocks.get(blocks.size() - 1), factor).out();
    int last = 6 * out;
    at = parts.unit(module(blocks.size()), at, Shape.pixel(out, last), new HardSwish());
    int wide = Divisible.rounded(hidden * factor);
    at =
        timm()
            ? graph.conv("classifier.0", graph.pixel("avgpool", at), last, wide, 1, 1, true)
            : graph.linear("classifier.0", graph.average("avgpool", at), last, wide);
    at = graph.activation("classifier.1", at, new HardSwish());
    return graph.head(HEAD, at, wide, spec.classes());
  }

  private static Block scaled(Block block, double factor) {
    return new Block(
        Divisible.rounded(block.in * factor),
        block.kernel,
        Divisible.rounded(block.hidden * factor),
        Divisible.rounded(block.out * factor),
        block.excites,
        block.swish,
        block.stride);
  }

  private static String block(Blocks parts, String module, String input, Block block) {
    String at = input;
    int part = 0;
    if (block.hidden != block.in) {
      Shape expand = Shape.pixel(block.in, block.hidden);
      at = parts.unit(module + ".block." + part++, at, expand, block.function());
    }
    Shape depthwise = Shape.depthwise(block.hidden, block.kernel, block.stride);
    at = parts.unit(module + ".block." + part++, at, depthwise, block.function());
    if (block.excites) {
      int squeezed = Divisible.rounded(block.hidden / 4);
      String excite = module + ".block." + part++;
      at =
          parts.excite(excite, at, block.hidden, squeezed, new ActivationReLU(), new HardSigmoid());
    }
    at = parts.plain(module + ".block." + part, at, Shape.pixel(block.hidden, block.out));
    return block.sums() ? parts.graph().add(module + ".add", at, input) : at;
  }
}
