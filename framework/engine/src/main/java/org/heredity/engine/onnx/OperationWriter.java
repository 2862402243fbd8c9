package org.heredity.engine.onnx;

import java.util.List;
import onnx.Onnx;
import org.heredity.engine.plan.Activation;
import org.heredity.engine.plan.AdaptiveAverage;
import org.heredity.engine.plan.AveragePool;
import org.heredity.engine.plan.Channels;
import org.heredity.engine.plan.Concat;
import org.heredity.engine.plan.Flatten;
import org.heredity.engine.plan.GlobalMax;
import org.heredity.engine.plan.LayerNorm;
import org.heredity.engine.plan.LayerScale;
import org.heredity.engine.plan.LocalNorm;
import org.heredity.engine.plan.Means;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Operation;
import org.heredity.engine.plan.Product;

/** Writes the kinds of nodes that residual networks do not have. Not thread-safe. */
final class OperationWriter implements Operation.Kinds<Void> {
  private final OnnxGraph graph;

  OperationWriter(OnnxGraph graph) {
    this.graph = graph;
  }

  private String step(String kind, Node node, String part, String... inputs) {
    String output = OnnxGraph.name(node.name()) + part;
    graph.node(kind, output, List.of(inputs));
    return output;
  }

  /** A single number; equal ones are shared. */
  private String number(double value) {
    return graph.constant("number:" + value, new float[] {(float) value});
  }

  @Override
  public Void activation(Activation a) {
    String x = OnnxGraph.name(a.input());
    switch (a.function()) {
      case RELU6 -> step("Clip", a, "", x, number(0), number(6));
      case LEAKY_RELU -> OnnxGraph.number(graph.node("LeakyRelu", a), "alpha", a.slope());
      case SILU -> step("Mul", a, "", x, step("Sigmoid", a, "/gate", x));
      case HARD_SWISH -> graph.node("HardSwish", a);
      case HARD_SIGMOID -> {
        Onnx.NodeProto.Builder node = graph.node("HardSigmoid", a);
        OnnxGraph.number(node, "alpha", 1.0 / 6);
        OnnxGraph.number(node, "beta", 0.5);
      }
      case SIGMOID -> graph.node("Sigmoid", a);
      case GELU -> {
        String scaled = step("Mul", a, "/scaled", x, number(Math.sqrt(0.5)));
        gelu(a, x, step("Erf", a, "/erf", scaled));
      }
      case GELU_TANH -> {
        String square = step("Mul", a, "/square", x, x);
        String bent = step("Mul", a, "/bent", square, number(0.044715));
        String factor = step("Add", a, "/factor", bent, number(1));
        String product = step("Mul", a, "/product", x, factor);
        String scaled = step("Mul", a, "/scaled", product, number(Math.sqrt(2 / Math.PI)));
        gelu(a, x, step("Tanh", a, "/tanh", scaled));
      }
      case TANH -> graph.node("Tanh", a);
    }
    return null;
  }

  /** {@code x * (1 + part) / 2}. */
  private void gelu(Activation a, String x, String part) {
    String half = step("Mul", a, "/half", x, number(0.5));
    step("Mul", a, "", half, step("Add", a, "/more", part, number(1)));
  }

  @Override
  public Void adaptiveAverage(AdaptiveAverage a) {
    means(a, Means.of(a, graph.shape(a.input())));
    return null;
  }

  @Override
  public Void averagePool(AveragePool p) {
    if (p.ceil()) {
      // What rounding up adds is counted in other ways by ONNX and its runtimes.
      means(p, Means.of(p, graph.shape(p.input())));
      return null;
    }
    Onnx.NodeProto.Builder node = graph.node("AveragePool", p);
    NodeWriter.window(node, p.window());
    OnnxGraph.integer(node, "count_include_pad", p.countsPadding() ? 1 : 0);
    return null;
  }

  /** As two products of matrices, which is what every average is. */
  private void means(Operation node, Means means) {
    String result = OnnxGraph.name(node.name());
    String rows = matrix(result + "/rows", means.rows(), false);
    String columns = matrix(result + "/columns", means.columns(), true);
    String down = step("MatMul", node, "/down", rows, OnnxGraph.inputs(node).get(0));
    step("MatMul", node, "", down, columns);
  }

  private String matrix(String name, double[][] values, boolean transposed) {
    int rows = transposed ? values[0].length : values.length;
    int columns = transposed ? values.length : values[0].length;
    float[] numbers = new float[rows * columns];
    for (int i = 0; i < numbers.length; i++) {
      int r = i / columns;
      int c = i % columns;
      numbers[i] = (float) (transposed ? values[c][r] : values[r][c]);
    }
    return graph.constant(name, numbers, rows, columns);
  }

  @Override
  public Void channels(Channels c) {
    String picks =
        graph.constant(
            OnnxGraph.name(c.name()) + "/picks",
            c.picks().stream().mapToLong(Integer::longValue).toArray());
    List<String> inputs = List.of(OnnxGraph.name(c.input()), picks);
    OnnxGraph.integer(graph.node("Gather", OnnxGraph.name(c.name()), inputs), "axis", 1);
    return null;
  }

  @Override
  public Void concat(Concat c) {
    OnnxGraph.integer(graph.node("Concat", c), "axis", 1);
    return null;
  }

  @Override
  public Void flatten(Flatten f) {
    // 0 stands for as many as there are.
    step("Reshape", f, "", OnnxGraph.name(f.input()), graph.constant("pixel", 0L, -1L, 1L, 1L));
    return null;
  }

  @Override
  public Void globalMax(GlobalMax m) {
    graph.node("GlobalMaxPool", m);
    return null;
  }

  @Override
  public Void layerNorm(LayerNorm n) {
    String result = OnnxGraph.name(n.name());
    String last = result + "/last";
    OnnxGraph.integers(graph.node("Transpose", last, OnnxGraph.inputs(n)), "perm", 0, 2, 3, 1);
    List<String> inputs =
        List.of(last, graph.weight(n.name() + ".weight"), graph.weight(n.name() + ".bias"));
    String normal = result + "/normal";
    Onnx.NodeProto.Builder node = graph.node("LayerNormalization", normal, inputs);
    OnnxGraph.integer(node, "axis", -1);
    OnnxGraph.number(node, "epsilon", n.epsilon());
    OnnxGraph.integers(graph.node("Transpose", result, List.of(normal)), "perm", 0, 3, 1, 2);
    return null;
  }

  @Override
  public Void layerScale(LayerScale s) {
    step("Mul", s, "", OnnxGraph.name(s.input()), graph.weight(s.name()));
    return null;
  }

  @Override
  public Void localNorm(LocalNorm n) {
    Onnx.NodeProto.Builder node = graph.node("LRN", n);
    OnnxGraph.integer(node, "size", n.size());
    OnnxGraph.number(node, "alpha", n.alpha());
    OnnxGraph.number(node, "beta", n.beta());
    OnnxGraph.number(node, "bias", n.k());
    return null;
  }

  @Override
  public Void product(Product p) {
    graph.node("Mul", p);
    return null;
  }
}
