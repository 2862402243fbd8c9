package org.heredity.engine.zoo;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Plan;
import org.heredity.layers.Window;

/**
 * torchvision's {@code alexnet} (Krizhevsky, 2014): five convolutions, means over 6x6 parts, and
 * three linear layers with dropout before two of them.
 */
final class AlexNet extends Family {
  private static final int WIDTH = 64;
  private static final int SIDE = 6;

  /** Values of a hidden linear layer, as a multiple of the width: 4096 of 64. */
  private static final int HIDDEN = 64;

  AlexNet() {
    super("alexnet", "AlexNet of Krizhevsky (2014)", WIDTH, "classifier.6");
  }

  @Override
  public int smallestImage() {
    return 63;
  }

  @Override
  String stem() {
    return "features.0";
  }

  @Override
  String last() {
    return "classifier.4.weight";
  }

  @Override
  String beyond() {
    return "classifier.0.weight";
  }

  @Override
  public List<String> stages() {
    return List.of("features.2", "features.5", "features.12");
  }

  @Override
  public List<String> dropouts() {
    return List.of("classifier.1.flatten", "classifier.2");
  }

  @Override
  ComputationGraphConfiguration graph(Vertices graph, NetworkSpec spec) {
    int width = spec.width();
    String at = graph.window("features.0", Plan.INPUT, 3, width, Window.square(11, 4, 2));
    at = graph.maxPool("features.2", graph.relu("features.1", at), 3, 2, 0);
    at = graph.conv("features.3", at, width, 3 * width, 5, 1, true);
    at = graph.maxPool("features.5", graph.relu("features.4", at), 3, 2, 0);
    at = graph.conv("features.6", at, 3 * width, 6 * width, 3, 1, true);
    at = graph.conv("features.8", graph.relu("features.7", at), 6 * width, 4 * width, 3, 1, true);
    at = graph.conv("features.10", graph.relu("features.9", at), 4 * width, 4 * width, 3, 1, true);
    at = graph.maxPool("features.12", graph.relu("features.11", at), 3, 2, 0);
    at = graph.adaptive("avgpool", at, SIDE);
    int hidden = HIDDEN * width;
    at = graph.linear("classifier.1", at, 4 * width * SIDE * SIDE, hidden);
    at = graph.linear("classifier.4", graph.relu("classifier.2", at), hidden, hidden);
    return graph.head(head(), graph.relu("classifier.5", at), hidden, spec.classes());
  }
}
