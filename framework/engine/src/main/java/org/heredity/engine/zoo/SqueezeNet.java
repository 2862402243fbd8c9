package org.heredity.engine.zoo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Plan;
import org.heredity.layers.Window;
import org.heredity.layers.WindowPool;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * torchvision's {@code squeezenet1_1} (Iandola et al., 2016). It classifies by the means of scores
 * that went through a ReLU, so that it has no last linear layer. Here the features are those means,
 * and the head is a linear layer behind them, which in a file as torchvision has it is the
 * identity. torchvision's dropout before the scores is left out.
 */
final class SqueezeNet extends Family {
  private static final int WIDTH = 64;
  private static final int PUBLISHED_SCORES = 1000;

  /** Channels that a block squeezes to, as a share of the width: 16 of 64. */
  private static final int SQUEEZED = 4;

  private static final String SCORES = "classifier.1";

  /** Larger ones are no scores of classes, and their identity would not fit into memory. */
  private static final int MOST_SCORES = 1 << 14;

  private final int scores;

  SqueezeNet() {
    this(PUBLISHED_SCORES);
  }

  private SqueezeNet(int scores) {
    super("squeezenet1_1", "SqueezeNet 1.1 of Iandola et al. (2016)", WIDTH, "classifier.4");
    this.scores = scores;
  }

  @Override
  String stem() {
    return "features.0";
  }

  @Override
  String last() {
    return "features.12.expand3x3.weight";
  }

  /** SqueezeNet 1.0 has a block where this has a pool. */
  @Override
  String beyond() {
    return "features.5.squeeze.weight";
  }

  @Override
  public boolean hasWidth(int channels) {
    return channels > 0 && channels % SQUEEZED == 0;
  }

  @Override
  public List<String> stages() {
    return List.of("features.4.cat", "features.7.cat", "features.12.cat");
  }

  @Override
  boolean fits(StateDict tensors) {
    return scores(tensors) > 0;
  }

  private static int scores(StateDict tensors) {
    String name = SCORES + ".weight";
    INDArray weight = tensors.contains(name) ? tensors.get(name) : null;
    return weight != null && weight.rank() == 4 && weight.size(0) <= MOST_SCORES
        ? (int) weight.size(0)
        : 0;
  }

  @Override
  Family variant(StateDict tensors) {
    return new SqueezeNet(scores(tensors));
  }

  @Override
  int detail() {
    return scores;
  }

  @Override
  public StateDict completed(StateDict tensors) {
    int found = scores(tensors);
    boolean own = tensors.contains(stem() + ".weight") && tensors.contains(last());
    if (found == 0 || !own || tensors.contains(head() + ".weight")) {
      return tensors;
    }
    Map<String, INDArray> all = new LinkedHashMap<>(tensors.asMap());
    all.put(head() + ".weight", Nd4j.eye(found).castTo(DataType.FLOAT));
    all.put(head() + ".bias", Nd4j.zeros(DataType.FLOAT, found));
    return StateDict.of(all);
  }

  @Override
  ComputationGraphConfiguration graph(Vertices graph, NetworkSpec spec) {
    int width = spec.width();
    String at = graph.window("features.0", Plan.INPUT, 3, width, Window.square(3, 2, 0));
    at = pool(graph, 2, graph.relu("features.1", at));
    at = fire(graph, 3, at, width, 1, width);
    at = fire(graph, 4, at, 2 * width, 1, width);
    at = pool(graph, 5, at);
    at = fire(graph, 6, at, 2 * width, 2, width);
    at = fire(graph, 7, at, 4 * width, 2, width);
    at = pool(graph, 8, at);
    at = fire(graph, 9, at, 4 * width, 3, width);
    at = fire(graph, 10, at, 6 * width, 3, width);
    at = fire(graph, 11, at, 6 * width, 4, width);
    at = fire(graph, 12, at, 8 * width, 4, width);
    at = graph.conv(SCORES, at, 8 * width, scores, 1, 1, true);
    at = graph.average("classifier.3", graph.relu("classifier.2", at));
    return graph.head(head(), at, scores, spec.classes());
  }

  private static String pool(Vertices graph, int number, String input) {
    return graph.layer("features." + number, input, WindowPool.largest(3, 2, 0));
  }

  /** Channels are squeezed to a few, which two convolutions side by side expand again. */
  private static String fire(
      Vertices graph, int number, String input, int in, int share, int width) {
    String module = "features." + number;
    int few = share * width / SQUEEZED;
    int many = share * width;
    String at = graph.conv(module + ".squeeze", input, in, few, 1, 1, true);
    at = graph.relu(module + ".squeeze_activation", at);
    String one = graph.conv(module + ".expand1x1", at, few, many, 1, 1, true);
    String three = graph.conv(module + ".expand3x3", at, few, many, 3, 1, true);
    return graph.concat(
        module + ".cat",
        graph.relu(module + ".expand1x1_activation", one),
        graph.relu(module + ".expand3x3_activation", three));
  }
}
