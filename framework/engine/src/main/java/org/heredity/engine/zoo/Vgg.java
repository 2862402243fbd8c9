package org.heredity.engine.zoo;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Plan;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * torchvision's {@code vgg11} to {@code vgg19}, with batch norm or without (Simonyan and Zisserman,
 * ICLR 2015): 3x3 convolutions with bias, means over 7x7 parts, and three linear layers with
 * dropout between them, which {@link org.heredity.engine.Trainer#drop} switches on.
 */
final class Vgg extends Family {
  private static final int WIDTH = 64;
  private static final int SIDE = 7;
  private static final String FIRST = "classifier.0.weight";

  /** Values of a hidden linear layer, as a multiple of the width: 4096 of 64. */
  private static final int HIDDEN = 64;

  /** Channels of each part, as multiples of the width; each ends in a pool. */
  private static final int[] CHANNELS = {1, 2, 4, 8, 8};

  private final int[] depths;
  private final boolean norms;

  private Vgg(int layers, boolean norms, int... depths) {
    super(
        "vgg" + layers + (norms ? "_bn" : ""),
        "VGG of Simonyan and Zisserman (ICLR 2015)" + (norms ? " with batch norm" : ""),
        WIDTH,
        "classifier.6");
    this.depths = depths;
    this.norms = norms;
  }

  /** All of them. */
  static List<Family> all() {
    List<Family> all = new ArrayList<>();
    for (boolean norms : new boolean[] {false, true}) {
      all.add(new Vgg(11, norms, 1, 1, 2, 2, 2));
      all.add(new Vgg(13, norms, 2, 2, 2, 2, 2));
      all.add(new Vgg(16, norms, 2, 2, 3, 3, 3));
      all.add(new Vgg(19, norms, 2, 2, 4, 4, 4));
    }
    return all;
  }

  /** Modules of a convolution with what belongs to it. */
  private int modules() {
    return norms ? 3 : 2;
  }

  /** The module of the pool that ends a part. */
  private int pool(int part) {
    int module = -1;
    for (int p = 0; p <= part; p++) {
      module += depths[p] * modules() + 1;
    }
    return module;
  }

  @Override
  String stem() {
    return "features.0";
  }

  /** Of the last convolution, or of its batch norm. */
  @Override
  String last() {
    int pool = pool(depths.length - 1);
    return "features." + (pool - 2) + (norms ? ".running_mean" : ".weight");
  }

  /** With batch norm the second module is one; without, it has no tensors. */
  @Override
  String beyond() {
    return "features." + (pool(depths.length - 1) + (norms ? 1 : 0)) + ".weight";
  }

  /** Without batch norm there is nothing behind the first convolution; CIFAR's have no parts. */
  @Override
  boolean fits(StateDict tensors) {
    INDArray hidden = tensors.contains(FIRST) ? tensors.get(FIRST) : null;
    long channels = CHANNELS[CHANNELS.length - 1] * tensors.get(stem() + ".weight").size(0);
    return norms == tensors.contains("features.1.weight")
        && hidden != null
        && hidden.rank() == 2
        && hidden.size(1) == channels * SIDE * SIDE;
  }

  @Override
  public List<String> stages() {
    List<String> stages = new ArrayList<>();
    for (int part = 1; part < depths.length; part++) {
      stages.add("features." + pool(part));
    }
    return stages;
  }

  @Override
  public List<String> dropouts() {
    return List.of("classifier.1", "classifier.4");
  }

  @Override
  ComputationGraphConfiguration graph(Vertices graph, NetworkSpec spec) {
    String at = Plan.INPUT;
    int in = 3;
    int module = 0;
    for (int part = 0; part < depths.length; part++) {
      int out = CHANNELS[part] * spec.width();
      for (int i = 0; i < depths[part]; i++) {
        at = graph.conv("features." + module++, at, in, out, 3, 1, true);
        if (norms) {
          at = graph.norm("features." + module++, at, out);
        }
        at = graph.relu("features." + module++, at);
        in = out;
      }
      at = graph.maxPool("features." + module++, at, 2, 2, 0);
    }
    at = graph.adaptive("avgpool", at, SIDE);
    int hidden = HIDDEN * spec.width();
    at = graph.linear("classifier.0", at, in * SIDE * SIDE, hidden);
    at = graph.relu("classifier.1", at);
    at = graph.relu("classifier.4", graph.linear("classifier.3", at, hidden, hidden));
    return graph.head(head(), at, hidden, spec.classes());
  }
}
