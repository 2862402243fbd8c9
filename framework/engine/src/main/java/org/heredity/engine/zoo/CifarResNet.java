package org.heredity.engine.zoo;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.Architecture;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Plan;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The CIFAR networks of He et al. (CVPR 2016, section 4.2): 3x3 stem, three stages of 16, 32 and 64
 * channels, 6n + 2 layers. Shortcuts where the size changes are identities with zero padding as in
 * the paper, or projections as many checkpoints have them; the tensors tell which.
 */
public final class CifarResNet implements Architecture {
  private static final int STAGES = 3;

  private final int layers;
  private final String head;

  /** The module of a projection shortcut within a block, or null for identities. */
  private final String projection;

  private CifarResNet(int layers, String head, String projection) {
    this.layers = layers;
    this.head = head;
    this.projection = projection;
  }

  /** The paper's network of {@code layers} layers: 20, 32, 44 or 56. */
  public static CifarResNet of(int layers) {
    if (layers < 8 || (layers - 2) % 6 != 0) {
      throw new IllegalArgumentException("a CIFAR ResNet has 6n + 2 layers, got " + layers);
    }
    return new CifarResNet(layers, "fc", null);
  }

  @Override
  public String name() {
    return "resnet" + layers;
  }

  @Override
  public String description() {
    return "CIFAR residual network of He et al. (CVPR 2016, section 4.2), " + layers + " layers";
  }

  @Override
  public int publishedWidth() {
    return 16;
  }

  @Override
  public int smallestImage() {
    return 16;
  }

  @Override
  public String head() {
    return head;
  }

  @Override
  public List<String> stages() {
    return IntStream.rangeClosed(1, STAGES)
        .mapToObj(s -> "layer" + s + "." + (depth() - 1) + ".out")
        .toList();
  }

  private int depth() {
    return (layers - 2) / 6;
  }

  @Override
  public ComputationGraph build(NetworkSpec spec) {
    Vertices graph = new Vertices(spec.imageSize());
    int width = spec.width();
    String at = graph.conv("conv1", Plan.INPUT, 3, width, 3, 1, false);
    at = graph.relu("relu", graph.norm("bn1", at, width));
    int in = width;
    for (int stage = 0; stage < STAGES; stage++) {
      int out = width << stage;
      for (int block = 0; block < depth(); block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        at = block(graph, "layer" + (stage + 1) + "." + block, at, in, out, stride);
        in = out;
      }
    }
    return graph.head(head, graph.average("avgpool", at), in, spec.classes());
  }

  private String block(Vertices graph, String module, String input, int in, int out, int stride) {
    String at = graph.conv(module + ".conv1", input, in, out, 3, stride, false);
    at = graph.relu(module + ".relu1", graph.norm(module + ".bn1", at, out));
    at = graph.conv(module + ".conv2", at, out, out, 3, 1, false);
    at = graph.norm(module + ".bn2", at, out);
    String shortcut = input;
    if (in != out) {
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

  @Override
  public Optional<NetworkSpec> recognise(StateDict tensors, int imageSize) {
    String foundHead = tensors.contains("linear.weight") ? "linear" : "fc";
    String last = "layer3." + (depth() - 1) + ".conv1.weight";
    String more = "layer3." + depth() + ".conv1.weight";
    if (!tensors.contains("conv1.weight")
        || !tensors.contains(foundHead + ".weight")
        || !tensors.contains(last)
        || tensors.contains(more)
        || tensors.contains("layer4.0.conv1.weight")) {
      return Optional.empty();
    }
    INDArray stem = tensors.get("conv1.weight");
    INDArray linear = tensors.get(foundHead + ".weight");
    if (stem.rank() != 4 || stem.size(2) != 3 || linear.rank() != 2) {
      return Optional.empty();
    }
    String foundProjection =
        List.of("downsample", "shortcut").stream()
            .filter(name -> tensors.contains("layer2.0." + name + ".0.weight"))
            .findFirst()
            .orElse(null);
    CifarResNet variant = new CifarResNet(layers, foundHead, foundProjection);
    return Optional.of(
        new NetworkSpec(variant, (int) stem.size(0), (int) linear.size(0), imageSize));
  }
}
