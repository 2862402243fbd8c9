package org.heredity.engine.zoo;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Plan;

/**
 * VGG16 with batch norm (Simonyan and Zisserman, ICLR 2015) for CIFAR: thirteen 3x3 convolutions
 * with bias under {@code features}, max pooling by 2, and three linear layers under {@code
 * classifier}. The published networks have dropout after the hidden linear layers while they are
 * trained; {@link org.heredity.engine.Trainer#drop} switches it on.
 */
@SuppressWarnings("unchecked") // Deeplearning4j declares init() with a type of its own.
public final class CifarVgg16 extends ZooNetwork {
  private final CifarVgg16Family family;

  private CifarVgg16(CifarVgg16Family family, Builder<CifarVgg16> settings) {
    super(family, settings);
    this.family = family;
  }

  /** Of 10 classes, 32 pixels and the published width 64, where nothing else is said. */
  public static Builder<CifarVgg16> builder() {
    return builder(CifarVgg16Family.published());
  }

  static Builder<CifarVgg16> builder(CifarVgg16Family family) {
    return new Builder<CifarVgg16>(settings -> new CifarVgg16(family, settings))
        .numClasses(10)
        .inputShape(3, 32, 32)
        .width(family.publishedWidth());
  }

  @Override
  ComputationGraphConfiguration graph(Vertices graph, NetworkSpec spec) {
    String at = Plan.INPUT;
    int in = 3;
    int module = 0;
    for (int step : CifarVgg16Family.STEPS) {
      if (step == CifarVgg16Family.POOL) {
        at = graph.maxPool("features." + module, at, 2, 2, 0);
        module++;
        continue;
      }
      int out = step * spec.width();
      at = graph.conv("features." + module, at, in, out, 3, 1, family.bias());
      at = graph.norm("features." + (module + 1), at, out);
      at = graph.relu("features." + (module + 2), at);
      module += 3;
      in = out;
    }
    at = graph.average("avgpool", at);
    for (String layer : family.hidden()) {
      at = graph.relu(CifarVgg16Family.rectified(layer), graph.linear(layer, at, in, in));
    }
    return graph.head(family.head(), at, in, spec.classes());
  }
}
