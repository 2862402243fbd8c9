package org.heredity.engine.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A plan in eval mode with every batch norm made part of the convolution before it: {@code w * g /
 * sqrt(v + eps)} and {@code b - m * g / sqrt(v + eps)}. Computed in double precision.
 *
 * @param plan without batch norms; each convolution that had one has a bias
 * @param weights what that plan needs
 */
public record Folding(Plan plan, StateDict weights) {

  /**
   * Folds.
   *
   * @throws IllegalArgumentException if a batch norm follows something other than a convolution
   */
  public static Folding of(Plan plan, StateDict weights) {
    Map<String, Integer> consumers = plan.consumers();
    Map<String, Node.Norm> normAfter = new HashMap<>();
    Map<String, String> renamed = new HashMap<>();
    for (Node node : plan.nodes()) {
      if (node instanceof Node.Norm norm) {
        boolean afterConv =
            consumers.get(norm.input()) == 1
                && plan.nodes().stream()
                    .anyMatch(n -> n instanceof Node.Conv && n.name().equals(norm.input()));
        if (!afterConv) {
          throw new IllegalArgumentException(
              "batch norm '" + norm.name() + "' does not follow a convolution of its own");
        }
        normAfter.put(norm.input(), norm);
        renamed.put(norm.name(), norm.input());
      }
    }
    List<Node> nodes = new ArrayList<>();
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    for (Node node : plan.nodes()) {
      if (node instanceof Node.Conv conv) {
        Node.Norm norm = normAfter.get(conv.name());
        nodes.add(
            new Node.Conv(
                conv.name(),
                renamed.getOrDefault(conv.input(), conv.input()),
                conv.in(),
                conv.out(),
                conv.kernel(),
                conv.stride(),
                conv.padding(),
                conv.bias() || norm != null));
        fold(conv, norm, weights, tensors);
      } else if (!(node instanceof Node.Norm)) {
        nodes.add(renamed(node, renamed));
      }
    }
    tensors.put(plan.head() + ".weight", weights.get(plan.head() + ".weight"));
    tensors.put(plan.head() + ".bias", weights.get(plan.head() + ".bias"));
    String features = renamed.getOrDefault(plan.features(), plan.features());
    return new Folding(
        new Plan(nodes, features, plan.head(), plan.headIn(), plan.headOut()),
        StateDict.of(tensors));
  }

  private static void fold(
      Node.Conv conv, Node.Norm norm, StateDict weights, Map<String, INDArray> tensors) {
    INDArray weight = weights.get(conv.name() + ".weight").castTo(DataType.FLOAT);
    if (norm == null) {
      tensors.put(conv.name() + ".weight", weight);
      if (conv.bias()) {
        tensors.put(conv.name() + ".bias", weights.get(conv.name() + ".bias"));
      }
      return;
    }
    float[] values = weight.dup('c').data().asFloat();
    float[] bias = new float[conv.out()];
    int each = values.length / conv.out();
    for (int o = 0; o < conv.out(); o++) {
      double scale = scale(norm, weights, o);
      double before = conv.bias() ? weights.get(conv.name() + ".bias").getDouble(o) : 0;
      bias[o] =
          (float)
              (weights.get(norm.name() + ".bias").getDouble(o)
                  + (before - weights.get(norm.name() + ".running_mean").getDouble(o)) * scale);
      for (int i = o * each; i < (o + 1) * each; i++) {
        values[i] = (float) (values[i] * scale);
      }
    }
    tensors.put(
        conv.name() + ".weight",
        org.nd4j.linalg.factory.Nd4j.createFromArray(values).reshape(weight.shape()));
    tensors.put(conv.name() + ".bias", org.nd4j.linalg.factory.Nd4j.createFromArray(bias));
  }

  private static double scale(Node.Norm norm, StateDict weights, int channel) {
    return weights.get(norm.name() + ".weight").getDouble(channel)
        / Math.sqrt(weights.get(norm.name() + ".running_var").getDouble(channel) + norm.epsilon());
  }

  private static Node renamed(Node node, Map<String, String> names) {
    if (node instanceof Node.Relu r) {
      return new Node.Relu(r.name(), names.getOrDefault(r.input(), r.input()));
    }
    if (node instanceof Node.Add a) {
      return new Node.Add(
          a.name(),
          names.getOrDefault(a.first(), a.first()),
          names.getOrDefault(a.second(), a.second()));
    }
    if (node instanceof Node.MaxPool p) {
      return new Node.MaxPool(
          p.name(), names.getOrDefault(p.input(), p.input()), p.kernel(), p.stride(), p.padding());
    }
    if (node instanceof Node.GlobalAverage g) {
      return new Node.GlobalAverage(g.name(), names.getOrDefault(g.input(), g.input()));
    }
    if (node instanceof Node.PadShortcut s) {
      return new Node.PadShortcut(
          s.name(), names.getOrDefault(s.input(), s.input()), s.in(), s.out(), s.stride());
    }
    throw new IllegalArgumentException("node " + node);
  }
}
