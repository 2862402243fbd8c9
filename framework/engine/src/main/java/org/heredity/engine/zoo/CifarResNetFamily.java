package org.heredity.engine.zoo;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.Architecture;
import org.heredity.engine.NetworkSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The CIFAR networks of He et al., of any width and number of classes. Many checkpoints have
 * projections where the paper has identities with zero padding; the tensors tell which.
 */
final class CifarResNetFamily implements Architecture {
  static final int STAGES = 3;

  private final int layers;
  private final String head;

  /** The module of a projection shortcut within a block, or null for identities. */
  private final String projection;

  private CifarResNetFamily(int layers, String head, String projection) {
    this.layers = layers;
    this.head = head;
    this.projection = projection;
  }

  /** The paper's network of {@code layers} layers: 6n + 2. */
  static CifarResNetFamily of(int layers) {
    if (layers < 8 || (layers - 2) % 6 != 0) {
      throw new IllegalArgumentException("a CIFAR ResNet has 6n + 2 layers, got " + layers);
    }
    return new CifarResNetFamily(layers, "fc", null);
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

  /** Blocks of each stage. */
  int depth() {
    return (layers - 2) / 6;
  }

  String projection() {
    return projection;
  }

  @Override
  public ComputationGraphConfiguration configuration(NetworkSpec spec) {
    return CifarResNet.builder(this).of(spec).configuration();
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
    CifarResNetFamily variant = new CifarResNetFamily(layers, foundHead, foundProjection);
    return Optional.of(
        new NetworkSpec(variant, (int) stem.size(0), (int) linear.size(0), imageSize));
  }
}
