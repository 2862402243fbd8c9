package org.heredity.engine.zoo;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.Architecture;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Plan;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The residual networks of He et al. (CVPR 2016) exactly as torchvision lays them out: 7x7 stem of
 * stride 2, max pool, four stages, the stride on the 3x3 of a bottleneck, projection shortcuts, no
 * bias before batch norm.
 */
public final class ResNet implements Architecture {
  private final String name;
  private final boolean bottleneck;
  private final int[] depths;

  private ResNet(String name, boolean bottleneck, int... depths) {
    this.name = name;
    this.bottleneck = bottleneck;
    this.depths = depths;
  }

  /** 18 layers, basic blocks. */
  public static ResNet resnet18() {
    return new ResNet("resnet18", false, 2, 2, 2, 2);
  }

  /** 50 layers, bottlenecks. */
  public static ResNet resnet50() {
    return new ResNet("resnet50", true, 3, 4, 6, 3);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "residual network of He et al. (CVPR 2016), laid out as torchvision's " + name;
  }

  @Override
  public int publishedWidth() {
    return 64;
  }

  @Override
  public int smallestImage() {
    return 32;
  }

  @Override
  public String head() {
    return "fc";
  }

  @Override
  public List<String> stages() {
    return java.util.stream.IntStream.range(0, 4)
        .mapToObj(s -> "layer" + (s + 1) + "." + (depths[s] - 1) + ".out")
        .toList();
  }

  @Override
  public ComputationGraph build(NetworkSpec spec) {
    Vertices graph = new Vertices(spec.imageSize());
    int width = spec.width();
    String at = graph.conv("conv1", Plan.INPUT, 3, width, 7, 2, false);
    at = graph.relu("relu", graph.norm("bn1", at, width));
    at = graph.maxPool("maxpool", at, 3, 2, 1);
    int in = width;
    for (int stage = 0; stage < depths.length; stage++) {
      int planes = width << stage;
      for (int block = 0; block < depths[stage]; block++) {
        String module = "layer" + (stage + 1) + "." + block;
        int stride = stage > 0 && block == 0 ? 2 : 1;
        at = block(graph, module, at, in, planes, stride);
        in = planes * expansion();
      }
    }
    return graph.head("fc", graph.average("avgpool", at), in, spec.classes());
  }

  private int expansion() {
    return bottleneck ? 4 : 1;
  }

  private String block(
      Vertices graph, String module, String input, int in, int planes, int stride) {
    int out = planes * expansion();
    String at;
    if (bottleneck) {
      at = graph.conv(module + ".conv1", input, in, planes, 1, 1, false);
      at = graph.relu(module + ".relu1", graph.norm(module + ".bn1", at, planes));
      at = graph.conv(module + ".conv2", at, planes, planes, 3, stride, false);
      at = graph.relu(module + ".relu2", graph.norm(module + ".bn2", at, planes));
      at = graph.conv(module + ".conv3", at, planes, out, 1, 1, false);
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

  @Override
  public Optional<NetworkSpec> recognise(StateDict tensors, int imageSize) {
    for (String needed : List.of("conv1.weight", "fc.weight", "layer4.0.conv1.weight")) {
      if (!tensors.contains(needed)) {
        return Optional.empty();
      }
    }
    INDArray stem = tensors.get("conv1.weight");
    if (stem.rank() != 4 || stem.size(2) != 7 || tensors.get("fc.weight").rank() != 2) {
      return Optional.empty();
    }
    boolean bottlenecks = tensors.contains("layer1.0.conv3.weight");
    for (int stage = 0; stage < depths.length; stage++) {
      String last = "layer" + (stage + 1) + "." + (depths[stage] - 1) + ".conv1.weight";
      String more = "layer" + (stage + 1) + "." + depths[stage] + ".conv1.weight";
      if (!tensors.contains(last) || tensors.contains(more)) {
        return Optional.empty();
      }
    }
    return bottlenecks == bottleneck
        ? Optional.of(
            new NetworkSpec(
                this, (int) stem.size(0), (int) tensors.get("fc.weight").size(0), imageSize))
        : Optional.empty();
  }
}
