package org.heredity.engine.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Plan;
import org.heredity.layers.ChannelNorm;
import org.heredity.layers.ChannelScale;
import org.heredity.layers.Gelu;
import org.heredity.layers.Window;

/**
 * torchvision's {@code convnext_tiny} (Liu et al., CVPR 2022), and timm's smaller {@code
 * convnext_nano} and {@code convnext_pico}, whose narrower kin are {@code convnext_femto} of width
 * 48 and {@code convnext_atto} of 40: depthwise 7x7 convolutions, layer norm over channels, and two
 * linear layers on every pixel with GELU between them. Stochastic depth, which they are trained
 * with, is left out.
 */
final class ConvNeXt extends Family {
  private static final double EPSILON = 1e-6;
  private static final int PATCH = 4;
  private static final int KERNEL = 7;

  /** Channels between the linear layers, as a multiple of the block's. */
  private static final int HIDDEN = 4;

  private final int[] depths;

  private ConvNeXt(String name, int width, int... depths) {
    super(name, "convolutional network of Liu et al. (CVPR 2022)", width, "classifier.2");
    this.depths = depths;
  }

  static List<Family> all() {
    return List.of(
        new ConvNeXt("convnext_tiny", 96, 3, 3, 9, 3),
        new ConvNeXt("convnext_nano", 80, 2, 2, 8, 2),
        new ConvNeXt("convnext_pico", 64, 2, 2, 6, 2));
  }

  private static String block(int stage, int block) {
    return "features." + (2 * stage + 1) + "." + block;
  }

  @Override
  String stem() {
    return "features.0.0";
  }

  /** Of the longest stage. */
  @Override
  String last() {
    return block(2, depths[2] - 1) + ".layer_scale";
  }

  @Override
  String beyond() {
    return block(2, depths[2]) + ".layer_scale";
  }

  @Override
  boolean fits(StateDict tensors) {
    return tensors.get(stem() + ".weight").size(2) == PATCH
        && tensors.contains(block(0, depths[0] - 1) + ".layer_scale")
        && !tensors.contains(block(0, depths[0]) + ".layer_scale");
  }

  @Override
  public List<String> stages() {
    List<String> stages = new ArrayList<>();
    for (int stage = 0; stage < depths.length; stage++) {
      stages.add(block(stage, depths[stage] - 1) + ".add");
    }
    return stages;
  }

  @Override
  public Map<String, String> otherNames() {
    TimmNames names = new TimmNames();
    for (int stage = 0; stage < depths.length; stage++) {
      String timm = "stages." + stage;
      String before = stage == 0 ? "stem" : timm + ".downsample";
      names.unit("features." + 2 * stage, before + ".0", before + ".1");
      for (int i = 0; i < depths[stage]; i++) {
        String block = timm + ".blocks." + i;
        names
            .put(block(stage, i) + ".block.0", block + ".conv_dw")
            .put(block(stage, i) + ".block.2", block + ".norm")
            .put(block(stage, i) + ".block.3", block + ".mlp.fc1")
            .put(block(stage, i) + ".block.5", block + ".mlp.fc2")
            .put(block(stage, i) + ".layer_scale", block + ".gamma");
      }
    }
    return names.put("classifier.0", "head.norm").put(head(), "head.fc").toTorchvision();
  }

  @Override
  ComputationGraphConfiguration graph(Vertices graph, NetworkSpec spec) {
    int channels = spec.width();
    Window patches = Window.square(PATCH, PATCH, 0);
    String at = graph.window(stem(), Plan.INPUT, 3, channels, patches);
    at = norm(graph, "features.0.1", at, channels);
    for (int stage = 0; stage < depths.length; stage++) {
      if (stage > 0) {
        String half = "features." + 2 * stage;
        at = norm(graph, half + ".0", at, channels);
        Window halving = Window.square(2, 2, 0);
        at = graph.window(half + ".1", at, channels, 2 * channels, halving);
        channels *= 2;
      }
      for (int block = 0; block < depths[stage]; block++) {
        at = block(graph, block(stage, block), at, channels);
      }
    }
    at = norm(graph, "classifier.0", graph.pixel("avgpool", at), channels);
    return graph.head(head(), at, channels, spec.classes());
  }

  private static String norm(Vertices graph, String name, String input, int channels) {
    return graph.layer(name, input, new ChannelNorm(channels, EPSILON));
  }

  private static String block(Vertices graph, String module, String input, int channels) {
    String at = graph.depthwise(module + ".block.0", input, channels, KERNEL);
    at = norm(graph, module + ".block.2", at, channels);
    at = graph.everyPixel(module + ".block.3", at, channels, HIDDEN * channels);
    at = graph.activation(module + ".block.4", at, new Gelu());
    at = graph.everyPixel(module + ".block.5", at, HIDDEN * channels, channels);
    at = graph.layer(module + ".layer_scale", at, new ChannelScale(channels));
    return graph.add(module + ".add", at, input);
  }
}
