package org.heredity.engine.onnx;

import java.util.ArrayList;
import java.util.List;
import onnx.Onnx;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Operation;
import org.heredity.layers.Window;

/** Writes the nodes of a plan, one after the other. Not thread-safe. */
final class NodeWriter implements Node.VoidVisitor {
  private final OnnxGraph graph;
  private final OperationWriter operations;

  NodeWriter(OnnxGraph graph) {
    this.graph = graph;
    this.operations = new OperationWriter(graph);
  }

  /** Kernel, strides and padding as ONNX states them. */
  static void window(Onnx.NodeProto.Builder node, Window window) {
    OnnxGraph.integers(node, "kernel_shape", window.kernel());
    OnnxGraph.integers(node, "strides", window.stride());
    long[] before = window.before();
    long[] after = window.after();
    OnnxGraph.integers(node, "pads", before[0], before[1], after[0], after[1]);
  }

  @Override
  public void conv(Node.Conv c) {
    Window window = c.window();
    List<String> inputs = new ArrayList<>(OnnxGraph.inputs(c));
    inputs.add(
        graph.weight(
            c.name() + ".weight",
            c.out(),
            c.inEach(),
            window.rows().kernel(),
            window.columns().kernel()));
    if (c.bias()) {
      inputs.add(graph.weight(c.name() + ".bias"));
    }
    Onnx.NodeProto.Builder node = graph.node("Conv", OnnxGraph.name(c.name()), inputs);
    window(node, window);
    OnnxGraph.integers(node, "dilations", window.rows().dilation(), window.columns().dilation());
    OnnxGraph.integer(node, "group", c.groups());
  }

  @Override
  public void padShortcut(Node.PadShortcut s) {
    String result = OnnxGraph.name(s.name());
    String taken = result + "/taken";
    window(graph.node("MaxPool", taken, OnnxGraph.inputs(s)), Window.square(1, s.stride(), 0));
    int behind = s.out() - s.in() - s.before();
    String pads = graph.constant(result + "/pads", 0, s.before(), 0, 0, 0, behind, 0, 0);
    graph.node("Pad", result, List.of(taken, pads));
  }

  @Override
  public void norm(Node.Norm n) {
    List<String> inputs = new ArrayList<>(OnnxGraph.inputs(n));
    for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
      inputs.add(graph.weight(n.name() + "." + part));
    }
    OnnxGraph.number(
        graph.node("BatchNormalization", OnnxGraph.name(n.name()), inputs), "epsilon", n.epsilon());
  }

  @Override
  public void relu(Node.Relu r) {
    graph.node("Relu", r);
  }

  @Override
  public void add(Node.Add a) {
    graph.node("Add", a);
  }

  @Override
  public void offset(Node.Offset o) {
    throw new IllegalArgumentException("an offset is of a compact model alone, got " + o);
  }

  @Override
  public void maxPool(Node.MaxPool p) {
    window(graph.node("MaxPool", p), p.window(graph.shape(p.input())));
  }

  @Override
  public void globalAverage(Node.GlobalAverage g) {
    graph.node("GlobalAveragePool", g);
  }

  @Override
  public void operation(Operation operation) {
    operation.accept(operations);
  }
}
