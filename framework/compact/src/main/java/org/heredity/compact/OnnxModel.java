package org.heredity.compact;

import java.util.List;
import java.util.function.Consumer;

/**
 * A compact model as ONNX, opset 13: input {@code images}, {@code [N, 3, side, side]}, output
 * {@code logits}, {@code [N, classes]}. Numbers of fields are those of {@code onnx.proto}.
 */
public final class OnnxModel {
  private static final int IR_VERSION = 7;
  private static final int OPSET = 13;
  private static final int FLOAT = 1;
  private static final String IMAGES = "images";
  private static final String LOGITS = "logits";

  private OnnxModel() {}

  /**
   * The file's content.
   *
   * @param graph the model
   * @return a serialised {@code ModelProto}
   */
  public static byte[] of(CompactGraph graph) {
    long side = graph.imageSize();
    return new ProtoWriter()
        .number(1, IR_VERSION)
        .text(2, "heredity")
        .message(
            7,
            content -> {
              GraphWriter writer = new GraphWriter(content, graph);
              graph.operations().forEach(operation -> operation.accept(writer));
              String last = writer.name(graph.logits());
              writer.node("Flatten", LOGITS, List.of(last), a -> integer(a, "axis", 1));
              content.text(2, "compact");
              content.message(11, v -> value(v, IMAGES, 3, side, side));
              content.message(12, v -> value(v, LOGITS, graph.classes()));
            })
        .message(8, opset -> opset.text(1, "").number(2, OPSET))
        .bytes();
  }

  /** What goes in or out, of any number of images. */
  private static void value(ProtoWriter value, String name, long... sizes) {
    Consumer<ProtoWriter> shape =
        s -> {
          s.message(1, d -> d.text(2, "N"));
          for (long size : sizes) {
            s.message(1, d -> d.number(1, size));
          }
        };
    value.text(1, name);
    value.message(2, type -> type.message(1, t -> t.number(1, FLOAT).message(2, shape)));
  }

  private static void integer(ProtoWriter node, String name, long value) {
    node.message(5, a -> a.text(1, name).number(3, value).number(20, 2));
  }

  private static void integers(ProtoWriter node, String name, long... values) {
    node.message(
        5,
        a -> {
          a.text(1, name);
          for (long value : values) {
            a.number(8, value);
          }
          a.number(20, 7);
        });
  }

  /** Writes one operation after the other. */
  private static final class GraphWriter implements Operation.Visitor {
    private final ProtoWriter graph;
    private final CompactGraph model;

    GraphWriter(ProtoWriter graph, CompactGraph model) {
      this.graph = graph;
      this.model = model;
    }

    /** Of a result; apart from the names of what goes in and out. */
    private String name(String operation) {
      return operation.equals(CompactGraph.INPUT) ? IMAGES : "/" + operation;
    }

    void node(String kind, String output, List<String> inputs, Consumer<ProtoWriter> attributes) {
      graph.message(
          1,
          node -> {
            inputs.forEach(input -> node.text(1, input));
            node.text(2, output).text(3, output).text(4, kind);
            attributes.accept(node);
          });
    }

    private void node(String kind, Operation operation) {
      List<String> inputs = operation.inputs().stream().map(this::name).toList();
      node(kind, name(operation.name()), inputs, none -> {});
    }

    private void tensor(String name, float[] values, long... shape) {
      graph.message(
          5,
          tensor -> {
            for (long size : shape) {
              tensor.number(1, size);
            }
            tensor.number(2, FLOAT).text(8, name).floats(9, values);
          });
    }

    private static void window(ProtoWriter node, long kernel, long stride, long pad) {
      integers(node, "kernel_shape", kernel, kernel);
      integers(node, "strides", stride, stride);
      integers(node, "pads", pad, pad, pad, pad);
    }

    @Override
    public void convolution(Operation.Convolution c) {
      String weight = c.name() + ".weight";
      String bias = c.name() + ".bias";
      tensor(weight, c.weights(), c.out(), c.in(), c.kernel(), c.kernel());
      tensor(bias, c.bias(), c.out());
      List<String> inputs = List.of(name(c.input()), weight, bias);
      node("Conv", name(c.name()), inputs, n -> window(n, c.kernel(), c.stride(), c.padding()));
    }

    @Override
    public void offset(Operation.Offset o) {
      int[] shape = model.shapes().get(o.name());
      tensor(o.name() + ".map", o.map(), 1, shape[0], shape[1], shape[1]);
      node("Add", name(o.name()), List.of(name(o.input()), o.name() + ".map"), none -> {});
    }

    @Override
    public void add(Operation.Add a) {
      node("Add", a);
    }

    @Override
    public void relu(Operation.Relu r) {
      node("Relu", r);
    }

    @Override
    public void maxPool(Operation.MaxPool p) {
      List<String> inputs = List.of(name(p.input()));
      node("MaxPool", name(p.name()), inputs, n -> window(n, p.kernel(), p.stride(), p.padding()));
    }

    @Override
    public void globalAverage(Operation.GlobalAverage a) {
      node("GlobalAveragePool", a);
    }
  }
}
