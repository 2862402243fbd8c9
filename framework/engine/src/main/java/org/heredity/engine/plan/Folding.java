package org.heredity.engine.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.memory.NonFiniteException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A plan in eval mode with every batch norm that alone reads a convolution's result made part of
 * that convolution: {@code w * g / sqrt(v + eps)} and {@code b - m * g / sqrt(v + eps)}. Computed
 * in double precision. Other batch norms stay as they are.
 *
 * @param plan each convolution that had a batch norm has a bias
 * @param weights what that plan needs: new tensors, which are the caller's, and those that did not
 *     have to change
 */
public record Folding(Plan plan, StateDict weights) {
  private static final List<String> PARTS =
      List.of("weight", "bias", "running_mean", "running_var");

  /**
   * Folds.
   *
   * @throws NonFiniteException naming the batch norm that gives no finite numbers, such as one with
   *     a negative variance
   */
  public static Folding of(Plan plan, StateDict weights) {
    Folder folder = new Folder(plan, weights);
    plan.nodes().forEach(node -> node.accept(folder));
    return folder.result();
  }

  /**
   * What convolutions' own biases contribute to those of the folded plan: {@code b * g / sqrt(v +
   * eps)}, or b where no batch norm follows. A mask over a bias takes that away, and no more.
   *
   * @return by name of the bias, such as {@code features.0.bias}; of those that have one
   */
  public static Map<String, float[]> biases(Plan plan, StateDict weights) {
    Map<String, Node.Norm> normAfter = folded(plan);
    Map<String, float[]> biases = new LinkedHashMap<>();
    for (Node.Conv conv : plan.nodes(Node.Conv.class)) {
      if (conv.bias()) {
        Node.Norm norm = normAfter.get(conv.name());
        float[] bias = Floats.copy(weights.get(conv.name() + ".bias"));
        for (int o = 0; norm != null && o < bias.length; o++) {
          bias[o] = (float) (bias[o] * scale(norm, weights, o));
        }
        biases.put(conv.name() + ".bias", bias);
      }
    }
    return biases;
  }

  /** By name of a convolution the batch norm that becomes part of it. */
  public static Map<String, Node.Norm> folded(Plan plan) {
    Map<String, Integer> consumers = plan.consumers();
    Set<String> convolutions = new HashSet<>();
    plan.nodes(Node.Conv.class).forEach(conv -> convolutions.add(conv.name()));
    Map<String, Node.Norm> normAfter = new HashMap<>();
    for (Node.Norm norm : plan.nodes(Node.Norm.class)) {
      if (consumers.get(norm.input()) == 1 && convolutions.contains(norm.input())) {
        normAfter.put(norm.input(), norm);
      }
    }
    return normAfter;
  }

  /** Takes a plan's nodes over, one after the other. */
  private static final class Folder implements Node.VoidVisitor {
    private final Plan plan;
    private final StateDict weights;

    /** By name of a convolution the batch norm that follows it. */
    private final Map<String, Node.Norm> normAfter;

    /** By name of a batch norm the convolution whose result now stands for its own. */
    private final Map<String, String> renamed = new HashMap<>();

    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, INDArray> tensors = new LinkedHashMap<>();

    Folder(Plan plan, StateDict weights) {
      this.plan = plan;
      this.weights = weights;
      this.normAfter = folded(plan);
      normAfter.forEach((conv, norm) -> renamed.put(norm.name(), conv));
    }

    Folding result() {
      tensors.put(plan.head() + ".weight", weights.get(plan.head() + ".weight"));
      tensors.put(plan.head() + ".bias", weights.get(plan.head() + ".bias"));
      return new Folding(
          new Plan(nodes, now(plan.features()), plan.head(), plan.headIn(), plan.headOut()),
          StateDict.of(tensors));
    }

    /** The name under which a value is found in the folded plan. */
    private String now(String value) {
      return renamed.getOrDefault(value, value);
    }

    private void take(Node node) {
      nodes.add(node.withInputs(this::now));
    }

    @Override
    public void conv(Node.Conv c) {
      Node.Norm norm = normAfter.get(c.name());
      take(norm == null ? c : c.withBias());
      fold(c, norm, weights, tensors);
    }

    @Override
    public void norm(Node.Norm n) {
      if (renamed.containsKey(n.name())) {
        return;
      }
      take(n);
      for (String part : PARTS) {
        tensors.put(n.name() + "." + part, weights.get(n.name() + "." + part));
      }
      for (int c = 0; c < n.channels(); c++) {
        double scale = scale(n, weights, c);
        if (!Float.isFinite((float) scale) || !Float.isFinite(shift(n, weights, c, 0, scale))) {
          throw unusable(n, weights, c);
        }
      }
    }

    @Override
    public void padShortcut(Node.PadShortcut s) {
      take(s);
    }

    @Override
    public void relu(Node.Relu r) {
      take(r);
    }

    @Override
    public void add(Node.Add a) {
      take(a);
    }

    @Override
    public void offset(Node.Offset o) {
      throw new IllegalArgumentException("only a folded plan has an offset, got " + o);
    }

    @Override
    public void maxPool(Node.MaxPool p) {
      take(p);
    }

    @Override
    public void globalAverage(Node.GlobalAverage g) {
      take(g);
    }

    @Override
    public void operation(Operation o) {
      take(o);
      o.tensors().keySet().forEach(name -> tensors.put(name, weights.get(name)));
    }
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
    float[] values = Floats.copy(weight);
    float[] bias = new float[conv.out()];
    int each = values.length / conv.out();
    for (int o = 0; o < conv.out(); o++) {
      double scale = scale(norm, weights, o);
      double before = conv.bias() ? weights.get(conv.name() + ".bias").getDouble(o) : 0;
      bias[o] = shift(norm, weights, o, before, scale);
      boolean finite = Float.isFinite(bias[o]);
      for (int i = o * each; i < (o + 1) * each; i++) {
        values[i] = (float) (values[i] * scale);
        finite &= Float.isFinite(values[i]);
      }
      if (!finite) {
        throw unusable(norm, weights, o);
      }
    }
    tensors.put(conv.name() + ".weight", Floats.array(values, weight.shape().clone()));
    tensors.put(conv.name() + ".bias", Nd4j.createFromArray(bias));
  }

  /** Would be NaN for every image, which oneDNN's ReLU takes for 0. */
  private static NonFiniteException unusable(Node.Norm norm, StateDict weights, int channel) {
    StringBuilder values = new StringBuilder();
    for (String part : PARTS) {
      values.append(values.isEmpty() ? "" : ", ").append(part).append(' ');
      values.append(weights.get(norm.name() + "." + part).getFloat(channel));
    }
    return new NonFiniteException(
        "what batch norm '"
            + norm.name()
            + "' makes of its input in channel "
            + channel
            + " is no finite number: "
            + values);
  }

  /** What a channel of 0 everywhere, moved by {@code before}, becomes. */
  private static float shift(
      Node.Norm norm, StateDict weights, int channel, double before, double scale) {
    return (float)
        (weights.get(norm.name() + ".bias").getDouble(channel)
            + (before - weights.get(norm.name() + ".running_mean").getDouble(channel)) * scale);
  }

  private static double scale(Node.Norm norm, StateDict weights, int channel) {
    return weights.get(norm.name() + ".weight").getDouble(channel)
        / Math.sqrt(weights.get(norm.name() + ".running_var").getDouble(channel) + norm.epsilon());
  }
}
