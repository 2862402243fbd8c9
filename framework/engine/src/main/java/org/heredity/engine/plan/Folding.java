package org.heredity.engine.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.memory.NonFiniteException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A plan in eval mode with every batch norm made part of the convolution before it: {@code w * g /
 * sqrt(v + eps)} and {@code b - m * g / sqrt(v + eps)}. Computed in double precision.
 *
 * @param plan without batch norms; each convolution that had one has a bias
 * @param weights what that plan needs: new tensors, which are the caller's, and those that did not
 *     have to change
 */
public record Folding(Plan plan, StateDict weights) {

  /**
   * Folds.
   *
   * @throws NonFiniteException naming the batch norm that gives no finite numbers, such as one with
   *     a negative variance
   * @throws IllegalArgumentException if a batch norm follows something other than a convolution
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
    Map<String, Node.Norm> normAfter = new HashMap<>();
    plan.nodes(Node.Norm.class).forEach(norm -> normAfter.put(norm.input(), norm));
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

  /** Takes a plan's nodes over, one after the other. */
  private static final class Folder implements Node.VoidVisitor {
    private final Plan plan;
    private final StateDict weights;

    /** By name of a convolution the batch norm that follows it. */
    private final Map<String, Node.Norm> normAfter = new HashMap<>();

    /** By name of a batch norm the convolution whose result now stands for its own. */
    private final Map<String, String> renamed = new HashMap<>();

    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, INDArray> tensors = new LinkedHashMap<>();

    Folder(Plan plan, StateDict weights) {
      this.plan = plan;
      this.weights = weights;
      Map<String, Integer> consumers = plan.consumers();
      List<String> convolutions = plan.nodes(Node.Conv.class).stream().map(Node::name).toList();
      for (Node.Norm norm : plan.nodes(Node.Norm.class)) {
        if (consumers.get(norm.input()) != 1 || !convolutions.contains(norm.input())) {
          throw new IllegalArgumentException(
              "batch norm '" + norm.name() + "' does not follow a convolution of its own");
        }
        normAfter.put(norm.input(), norm);
        renamed.put(norm.name(), norm.input());
      }
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
      nodes.add(
          new Node.Conv(
              c.name(),
              now(c.input()),
              c.in(),
              c.out(),
              c.kernel(),
              c.stride(),
              c.padding(),
              c.bias() || norm != null));
      fold(c, norm, weights, tensors);
    }

    @Override
    public void norm(Node.Norm n) {
      // Is part of the convolution before it.
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
      bias[o] =
          (float)
              (weights.get(norm.name() + ".bias").getDouble(o)
                  + (before - weights.get(norm.name() + ".running_mean").getDouble(o)) * scale);
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
    for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
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

  private static double scale(Node.Norm norm, StateDict weights, int channel) {
    return weights.get(norm.name() + ".weight").getDouble(channel)
        / Math.sqrt(weights.get(norm.name() + ".running_var").getDouble(channel) + norm.epsilon());
  }
}
