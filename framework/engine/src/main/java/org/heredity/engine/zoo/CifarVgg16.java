package org.heredity.engine.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.Architecture;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Plan;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * VGG16 with batch norm (Simonyan and Zisserman, ICLR 2015) for CIFAR: thirteen 3x3 convolutions
 * with bias under {@code features}, max pooling by 2, and one or three linear layers under {@code
 * classifier}; the tensors tell which. Between linear layers dropout, which eval mode does not see
 * and training leaves out.
 */
public final class CifarVgg16 implements Architecture {
  private static final int POOL = 0;
  private static final int[] PLAN = {
    1, 1, POOL, 2, 2, POOL, 4, 4, 4, POOL, 8, 8, 8, POOL, 8, 8, 8, POOL
  };

  /** Names of the linear layers; the last is the head. */
  private final List<String> linear;

  private final boolean bias;

  private CifarVgg16(List<String> linear, boolean bias) {
    this.linear = List.copyOf(linear);
    this.bias = bias;
  }

  /** With the three linear layers that public checkpoints have. */
  public static CifarVgg16 vgg16() {
    return new CifarVgg16(List.of("classifier.0", "classifier.3", "classifier.6"), true);
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
    for (int step : PLAN) {
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
  public ComputationGraph build(NetworkSpec spec) {
    Vertices graph = new Vertices(spec.imageSize());
    String at = Plan.INPUT;
    int in = 3;
    int module = 0;
    for (int step : PLAN) {
      if (step == POOL) {
        at = graph.maxPool("features." + module, at, 2, 2, 0);
        module++;
        continue;
      }
      int out = step * spec.width();
      at = graph.conv("features." + module, at, in, out, 3, 1, bias);
      at = graph.norm("features." + (module + 1), at, out);
      at = graph.relu("features." + (module + 2), at);
      module += 3;
      in = out;
    }
    at = graph.average("avgpool", at);
    for (String layer : linear.subList(0, linear.size() - 1)) {
      at = graph.relu(layer + ".relu", graph.linear(layer, at, in, in));
    }
    return graph.head(head(), at, in, spec.classes());
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
    if (last.rank() != 2) {
      return Optional.empty();
    }
    CifarVgg16 variant = new CifarVgg16(found, tensors.contains("features.0.bias"));
    return Optional.of(new NetworkSpec(variant, (int) stem.size(0), (int) last.size(0), imageSize));
  }
}
