package org.heredity.engine.onednn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The weights of one plan, head excepted, in oneDNN's layouts. Not thread-safe. */
final class WeightBank implements AutoCloseable {
  private final Arena arena = new Arena();
  private final Map<String, ConvWeights> convolutions = new LinkedHashMap<>();
  private final Map<String, NormWeights> norms = new LinkedHashMap<>();

  /** Takes copies of what {@code plan} needs from {@code weights}. */
  WeightBank(Dnn dnn, Plan plan, StateDict weights) {
    for (Node node : plan.nodes()) {
      String name = node.name();
      if (node instanceof Node.Conv c) {
        INDArray bias = c.bias() ? weights.get(name + ".bias") : null;
        convolutions.put(
            name,
            new ConvWeights(
                dnn, arena, c, weights.get(name + ".weight"), bias, true, plan.linear(c)));
      } else if (node instanceof Node.PadShortcut s) {
        Node.Conv same = new Node.Conv(name, s.input(), s.in(), s.out(), 1, s.stride(), 0, false);
        convolutions.put(name, new ConvWeights(dnn, arena, same, identity(s), null, false, false));
      } else if (node instanceof Node.Norm n) {
        norms.put(
            name,
            new NormWeights(
                dnn,
                arena,
                n,
                weights.get(name + ".weight"),
                weights.get(name + ".bias"),
                weights.get(name + ".running_mean"),
                weights.get(name + ".running_var")));
      }
    }
  }

  private static INDArray identity(Node.PadShortcut shortcut) {
    INDArray eye = Nd4j.zeros(DataType.FLOAT, shortcut.out(), shortcut.in(), 1, 1);
    int before = (shortcut.out() - shortcut.in()) / 2;
    for (int c = 0; c < shortcut.in(); c++) {
      eye.putScalar(new long[] {before + c, c, 0, 0}, 1);
    }
    return eye;
  }

  ConvWeights conv(String name) {
    return convolutions.get(name);
  }

  NormWeights norm(String name) {
    return norms.get(name);
  }

  /** Those with weights of their own, in forward order. */
  List<ConvWeights> trainable() {
    return convolutions.values().stream().filter(c -> c.trainable).toList();
  }

  Map<String, NormWeights> norms() {
    return norms;
  }

  Arena arena() {
    return arena;
  }

  @Override
  public void close() {
    arena.close();
  }
}
