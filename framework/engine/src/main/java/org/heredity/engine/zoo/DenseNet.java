package org.heredity.engine.zoo;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Plan;

/**
 * torchvision's {@code densenet121} (Huang et al., CVPR 2017): every layer of a block reads what
 * all before it made, behind a batch norm of its own.
 */
final class DenseNet extends Family {
  private static final int WIDTH = 64;

  /** Values that the first convolution of a layer makes, as a multiple of the growth. */
  private static final int BOTTLENECK = 4;

  private final int[] depths;

  private DenseNet(String name, int... depths) {
    super(name, "densely connected network of Huang et al. (CVPR 2017)", WIDTH, "classifier");
    this.depths = depths;
  }

  static DenseNet densenet121() {
    return new DenseNet("densenet121", 6, 12, 24, 16);
  }

  private static String layer(int block, int layer) {
    return "features.denseblock" + block + ".denselayer" + layer;
  }

  @Override
  String stem() {
    return "features.conv0";
  }

  @Override
  String last() {
    return layer(depths.length, depths[depths.length - 1]) + ".conv2.weight";
  }

  @Override
  String beyond() {
    return layer(3, depths[2] + 1) + ".conv2.weight";
  }

  /** The growth is half of it. */
  @Override
  public boolean hasWidth(int channels) {
    return channels > 0 && channels % 2 == 0;
  }

  @Override
  public List<String> stages() {
    List<String> stages = new ArrayList<>();
    for (int block = 1; block < depths.length; block++) {
      stages.add("features.transition" + block + ".relu");
    }
    stages.add("features.relu5");
    return stages;
  }

  @Override
  ComputationGraphConfiguration graph(Vertices graph, NetworkSpec spec) {
    int growth = spec.width() / 2;
    int channels = spec.width();
    String at = graph.conv(stem(), Plan.INPUT, 3, channels, 7, 2, false);
    at = graph.relu("features.relu0", graph.norm("features.norm0", at, channels));
    at = graph.maxPool("features.pool0", at, 3, 2, 1);
    for (int block = 1; block <= depths.length; block++) {
      for (int layer = 1; layer <= depths[block - 1]; layer++) {
        at = layer(graph, layer(block, layer), at, channels, growth);
        channels += growth;
      }
      if (block < depths.length) {
        at = transition(graph, "features.transition" + block, at, channels);
        channels /= 2;
      }
    }
    at = graph.relu("features.relu5", graph.norm("features.norm5", at, channels));
    return graph.head(head(), graph.average("avgpool", at), channels, spec.classes());
  }

  private static String layer(Vertices graph, String module, String input, int in, int growth) {
    int hidden = BOTTLENECK * growth;
    String at = graph.relu(module + ".relu1", graph.norm(module + ".norm1", input, in));
    at = graph.conv(module + ".conv1", at, in, hidden, 1, 1, false);
    at = graph.relu(module + ".relu2", graph.norm(module + ".norm2", at, hidden));
    at = graph.conv(module + ".conv2", at, hidden, growth, 3, 1, false);
    return graph.concat(module + ".concat", input, at);
  }

  private static String transition(Vertices graph, String module, String input, int in) {
    String at = graph.relu(module + ".relu", graph.norm(module + ".norm", input, in));
    at = graph.conv(module + ".conv", at, in, in / 2, 1, 1, false);
    return graph.averagePool(module + ".pool", at, 2, 2, 0);
  }
}
