package org.heredity.engine.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.Architecture;
import org.heredity.engine.NetworkSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * VGG16 for CIFAR, of any width and number of classes, with one linear layer or more; the tensors
 * tell how many, and whether convolutions have a bias.
 */
final class CifarVgg16Family implements Architecture {
  /** In {@link #STEPS}. */
  static final int POOL = 0;

  /** Convolutions by their channels, as multiples of the width, and pools. */
  static final int[] STEPS = {1, 1, POOL, 2, 2, POOL, 4, 4, 4, POOL, 8, 8, 8, POOL, 8, 8, 8, POOL};

  /** Names of the linear layers; the last is the head. */
  private final List<String> linear;

  private final boolean bias;

  private CifarVgg16Family(List<String> linear, boolean bias) {
    this.linear = List.copyOf(linear);
    this.bias = bias;
  }

  /** With the three linear layers that public checkpoints have. */
  static CifarVgg16Family published() {
    return new CifarVgg16Family(List.of("classifier.0", "classifier.3", "classifier.6"), true);
  }

  @Override
  public String name() {
    return "vgg16-bn-cifar";
  }

  @Override
  public String description() {
    return "VGG16 with batch norm for CIFAR (Simonyan and Zisserman, ICLR 2015)";
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
    return linear.get(linear.size() - 1);
  }

  @Override
  public List<String> stages() {
    List<String> pools = new ArrayList<>();
    int module = 0;
    for (int step : STEPS) {
      if (step == POOL) {
        pools.add("features." + module);
        module++;
      } else {
        module += 3;
      }
    }
    return pools.subList(1, pools.size());
  }

  @Override
  public List<String> dropouts() {
    return hidden().stream().map(CifarVgg16Family::rectified).toList();
  }

  /** The name of what a hidden linear layer puts out, rectified. */
  static String rectified(String layer) {
    return layer + ".relu";
  }

  /** Names of the linear layers before the head. */
  List<String> hidden() {
    return linear.subList(0, linear.size() - 1);
  }

  boolean bias() {
    return bias;
  }

  @Override
  public ComputationGraphConfiguration configuration(NetworkSpec spec) {
    return CifarVgg16.builder(this).of(spec).configuration();
  }

  @Override
  public Optional<NetworkSpec> recognise(StateDict tensors, int imageSize) {
    if (!tensors.contains("features.0.weight")
        || !tensors.contains("features.40.weight")
        || !tensors.contains("features.1.running_mean")) {
      return Optional.empty();
    }
    List<String> found =
        tensors.names().stream()
            .filter(name -> name.startsWith("classifier") && name.endsWith(".weight"))
            .map(name -> name.substring(0, name.length() - ".weight".length()))
            .toList();
    INDArray stem = tensors.get("features.0.weight");
    if (found.isEmpty() || stem.rank() != 4) {
      return Optional.empty();
    }
    INDArray last = tensors.get(found.get(found.size() - 1) + ".weight");
    // ImageNet's have more features than channels.
    INDArray hidden = tensors.get(found.get(0) + ".weight");
    if (last.rank() != 2
        || hidden.rank() != 2
        || hidden.size(1) != tensors.get("features.40.weight").size(0)) {
      return Optional.empty();
    }
    CifarVgg16Family variant = new CifarVgg16Family(found, tensors.contains("features.0.bias"));
    return Optional.of(new NetworkSpec(variant, (int) stem.size(0), (int) last.size(0), imageSize));
  }
}
