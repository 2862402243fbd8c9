package org.heredity.engine.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.heredity.checkpoint.OnnxNode;
import org.heredity.engine.plan.GlobalMax;
import org.heredity.engine.plan.LayerNorm;
import org.heredity.engine.plan.LocalNorm;
import org.heredity.engine.plan.Node;

/**
 * Operators that are layers. Not thread-safe.
 *
 * @param graph what is translated
 * @param notes hears what is left out
 */
record LayerOperators(Translation graph, Consumer<String> notes) {
  /** Translates a node; false if it is none of these. */
  boolean translate(OnnxNode node) {
    switch (node.operator()) {
      case "Conv" -> conv(node);
      case "BatchNormalization" -> norm(node);
      case "Gemm" -> gemm(node);
      case "MatMul" -> matMul(node);
      case "MaxPool", "AveragePool" -> new PoolOperators(graph).translate(node);
      case "GlobalAveragePool" ->
          global(node, false, graph.actives().images(graph.active(node, 0)));
      case "GlobalMaxPool" -> global(node, true, graph.actives().images(graph.active(node, 0)));
      case "ReduceMean", "ReduceMax" -> reduce(node);
      case "Pad" -> pad(node);
      case "LRN" -> localNorm(node);
      case "LayerNormalization" -> layerNorm(node);
      case "Softmax", "LogSoftmax" -> probabilities(node);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void conv(OnnxNode node) {
    Value.Numbers weight = graph.numbers(node, 1);
    long[] shape = weight.shape();
    Translation.require(shape.length == 4, "has a weight of", shape);
    Value.Active active = graph.active(node, 0);
    if (shape[2] == 1 && shape[3] == 1 && vectors(active)) {
      pixel(node, active, weight);
      return;
    }
    Borders borders =
        Borders.of(graph, node, active, Math.toIntExact(shape[2]), Math.toIntExact(shape[3]));
    int groups = Math.toIntExact(node.whole("group", 1));
    Translation.require(
        Arrays.equals(
            node.wholes("kernel_shape", shape[2], shape[3]), new long[] {shape[2], shape[3]}),
        "has another kernel than its weight of",
        shape);
    int in = graph.draft().shape(borders.input())[0];
    int out = Math.toIntExact(shape[0]);
    Translation.require(
        groups > 0 && in == shape[1] * groups,
        "takes " + shape[1] * groups + " channels and is given " + in);
    String name = graph.draft().module(weight.name(), Translation.name(node));
    boolean bias = graph.has(node, 2);
    graph.draft().tensor(name, "weight", weight, shape);
    if (bias) {
      graph.draft().tensor(name, "bias", graph.numbers(node, 2), out);
    }
    Node.Conv conv =
        new Node.Conv(name, borders.input(), in, out, borders.window(), groups, bias, false);
    graph.layer(node, graph.actives().result(graph.draft().add(conv)));
  }

  /** Whether it is what linear layers behind flattened images take, written as images. */
  private boolean vectors(Value.Active active) {
    if (active instanceof Value.Padded || active instanceof Value.Down) {
      return false;
    }
    Layout layout = active.base().layout();
    if (layout.rank() != 4 || layout.sizes()[2] != 1 || layout.sizes()[3] != 1) {
      return false;
    }
    return !layout.isImages() || graph.draft().isVector(active.base().node());
  }

  /** A linear layer that is written as a convolution. */
  private void pixel(OnnxNode node, Value.Active active, Value.Numbers weight) {
    long[] shape = weight.shape();
    Translation.require(
        node.whole("group", 1) == 1 && Arrays.stream(node.wholes("pads")).allMatch(pad -> pad == 0),
        "convolves one pixel in groups, or pads it");
    Value.Image image = graph.actives().image(active);
    Value.Numbers matrix =
        new Value.Numbers(weight.name(), new long[] {shape[0], shape[1]}, weight.array());
    String name =
        linear(
            node,
            new Value.Image(image.node(), image.layout().without(List.of(2, 3))),
            matrix,
            graph.has(node, 2));
    graph.layer(node, graph.actives().result(name));
  }

  private void norm(OnnxNode node) {
    Translation.require(
        node.whole("training_mode", 0) == 0, "is in training mode; export the model in eval mode");
    String input = graph.actives().images(graph.active(node, 0));
    int channels = graph.draft().shape(input)[0];
    Value.Numbers weight = graph.numbers(node, 1);
    String name = graph.draft().module(weight.name(), Translation.name(node));
    List<String> parts = List.of("weight", "bias", "running_mean", "running_var");
    for (int i = 0; i < parts.size(); i++) {
      graph.draft().tensor(name, parts.get(i), graph.numbers(node, i + 1), channels);
    }
    double epsilon = node.number("epsilon", 1e-5);
    double decay = node.number("momentum", 0.9);
    Translation.require(
        epsilon > 0 && decay >= 0 && decay < 1, "has epsilon and momentum", epsilon, decay);
    graph.result(
        node,
        graph
            .actives()
            .result(graph.draft().add(new Node.Norm(name, input, channels, epsilon, decay))));
  }

  private void gemm(OnnxNode node) {
    Translation.require(
        node.whole("transA", 0) == 0 && node.number("alpha", 1) == 1 && node.number("beta", 1) == 1,
        "transposes its input, or has other factors than 1");
    linear(node, node.whole("transB", 0) != 0);
  }

  private void linear(OnnxNode node, boolean outFirst) {
    Value.Image image = graph.actives().image(graph.active(node, 0));
    Value.Numbers weight = graph.numbers(node, 1);
    Translation.require(weight.shape().length == 2, "has a weight of", weight.shape());
    long out = weight.shape()[outFirst ? 0 : 1];
    Value.Numbers ordered =
        outFirst
            ? weight
            : new Value.Numbers(
                weight.name(),
                new long[] {out, weight.shape()[0]},
                () -> weight.array().get().transpose());
    boolean bias = node.operator().equals("Gemm") && graph.has(node, 2);
    String name = linear(node, image, ordered, bias);
    graph.layer(node, new Value.Image(name, Layout.vectors(Math.toIntExact(out))));
  }

  /** Adds a linear layer of a weight {@code [out, in]}; its name. */
  private String linear(OnnxNode node, Value.Image image, Value.Numbers weight, boolean bias) {
    Translation.require(
        image.layout().isRows(), "takes rows, [N, values], and is given " + image.layout());
    int[] from = graph.draft().shape(image.node());
    int in = Math.multiplyExact(Math.multiplyExact(from[0], from[1]), from[2]);
    int out = Math.toIntExact(weight.shape()[0]);
    Translation.require(
        weight.shape()[1] == in, "takes " + weight.shape()[1] + " values and is given " + in);
    String name = graph.draft().module(weight.name(), Translation.name(node));
    graph.draft().tensor(name, "weight", weight, out, in);
    if (bias) {
      bias(name, graph.numbers(node, 2), out);
    }
    graph.draft().addLinear(Node.Conv.linear(name, image.node(), in, out, bias));
    return name;
  }

  private void bias(String name, Value.Numbers bias, int out) {
    if (bias.length() == 1 && out > 1) {
      float[] all = new float[out];
      Arrays.fill(all, Translation.floats(bias)[0]);
      graph.draft().put(name, "bias", all, out);
    } else {
      graph.draft().tensor(name, "bias", bias, out);
    }
  }

  private void matMul(OnnxNode node) {
    Value first = graph.value(node, 0);
    Value second = graph.value(node, 1);
    if (first instanceof Value.Numbers rows && second instanceof Value.Active active) {
      graph.result(
          node,
          new Value.Down(
              Translation.name(node), graph.actives().image(active), matrix(rows, false)));
    } else if (first instanceof Value.Down down && second instanceof Value.Numbers columns) {
      graph.result(
          node, graph.actives().average(down, matrix(columns, true), Translation.name(node)));
    } else {
      linear(node, false);
    }
  }

  private static double[][] matrix(Value.Numbers numbers, boolean transposed) {
    long[] shape = numbers.shape();
    Translation.require(shape.length == 2, "takes a constant of", shape);
    float[] values = Translation.floats(numbers);
    int rows = (int) shape[transposed ? 1 : 0];
    int columns = (int) shape[transposed ? 0 : 1];
    double[][] matrix = new double[rows][columns];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        matrix[r][c] = values[transposed ? c * rows + r : r * columns + c];
      }
    }
    return matrix;
  }

  private void global(OnnxNode node, boolean largest, String input) {
    String name = graph.draft().name(Translation.name(node));
    graph.result(
        node,
        graph
            .actives()
            .result(
                graph
                    .draft()
                    .add(
                        largest
                            ? new GlobalMax(name, input)
                            : new Node.GlobalAverage(name, input))));
  }

  private void reduce(OnnxNode node) {
    Value.Image image = graph.actives().image(graph.active(node, 0));
    Layout layout = image.layout();
    long[] axes =
        graph
            .wholes(node, "axes", 1)
            .orElseThrow(() -> new IllegalArgumentException("is over all axes of " + layout));
    List<Integer> places =
        Arrays.stream(axes)
            .mapToObj(
                axis ->
                    layout
                        .axis(axis)
                        .orElseThrow(
                            () ->
                                new IllegalArgumentException(
                                    "is over axis " + axis + " of " + layout)))
            .toList();
    Translation.require(
        layout.isArea(places), "is over other axes than height and width of " + layout);
    String name = graph.draft().name(Translation.name(node));
    String made =
        graph
            .draft()
            .add(
                node.operator().equals("ReduceMax")
                    ? new GlobalMax(name, image.node())
                    : new Node.GlobalAverage(name, image.node()));
    // Of height and width nothing is left, wherever they were.
    Layout left = layout.without(places);
    graph.result(
        node, new Value.Image(made, node.whole("keepdims", 1) != 0 ? left.with(places) : left));
  }

  private void pad(OnnxNode node) {
    Translation.require(
        node.text("mode", "constant").equals("constant"), "pads by", node.text("mode", ""));
    Translation.require(!graph.has(node, 3), "names axes");
    Value.Image image = graph.actives().image(graph.active(node, 0));
    long[] pads =
        graph
            .wholes(node, "pads", 1)
            .orElseThrow(() -> new IllegalArgumentException("has no pads"));
    double filling =
        graph.has(node, 2)
            ? Translation.scalar(graph.value(node, 2))
                .orElseThrow(() -> new IllegalArgumentException("pads with what is not known"))
            : node.number("value", 0);
    if (LongStream.of(pads).allMatch(pad -> pad == 0)) {
      graph.result(node, image);
      return;
    }
    Translation.require(
        pads.length == 8
            && image.layout().isImages()
            && LongStream.of(pads).allMatch(pad -> pad >= 0 && pad < 1 << 16)
            && pads[0] == 0
            && pads[4] == 0,
        "pads by",
        pads);
    if (pads[1] + pads[5] > 0) {
      padChannels(node, image, filling, pads);
      return;
    }
    int[] border = IntStream.of(2, 3, 6, 7).map(i -> (int) pads[i]).toArray();
    graph.result(node, new Value.Padded(Translation.name(node), image, border, filling));
  }

  private void padChannels(OnnxNode node, Value.Image image, double filling, long... pads) {
    String input = graph.actives().images(image);
    int in = graph.draft().shape(input)[0];
    int out = Math.toIntExact(in + pads[1] + pads[5]);
    Node.PadShortcut shortcut =
        new Node.PadShortcut(graph.draft().name(Translation.name(node)), input, in, out, 1);
    Translation.require(
        filling == 0 && pads[2] + pads[3] + pads[6] + pads[7] == 0 && shortcut.before() == pads[1],
        "adds channels other than zeros, as many before as behind,",
        pads);
    graph.result(node, graph.actives().result(graph.draft().add(shortcut)));
  }

  private void localNorm(OnnxNode node) {
    int size = (int) node.whole("size", 0);
    Translation.require(size > 0 && size % 2 == 1, "is over " + size + " channels");
    String input = graph.actives().images(graph.active(node, 0));
    LocalNorm norm =
        new LocalNorm(
            graph.draft().name(Translation.name(node)),
            input,
            size,
            node.number("bias", 1),
            node.number("alpha", 1e-4),
            node.number("beta", 0.75));
    graph.result(node, graph.actives().result(graph.draft().add(norm)));
  }

  /** Over the last axis, which has to be the channels of images whose channels lie last. */
  private void layerNorm(OnnxNode node) {
    Value.Image image = graph.actives().image(graph.active(node, 0));
    Layout first = image.layout();
    Translation.require(
        first.isChannelsLast(), "is over other values than channels that lie last, of " + first);
    long axis = node.whole("axis", -1);
    Translation.require(axis == -1 || axis == 3, "is from axis " + axis + " of " + first);
    String input =
        graph.actives().images(new Value.Image(image.node(), first.transpose(0, 3, 1, 2)));
    int channels = graph.draft().shape(input)[0];
    double epsilon = node.number("epsilon", 1e-5);
    Translation.require(epsilon > 0, "has the epsilon " + epsilon);
    Value.Numbers weight = graph.numbers(node, 1);
    String name = graph.draft().module(weight.name(), Translation.name(node));
    graph.draft().tensor(name, "weight", weight, channels);
    if (graph.has(node, 2)) {
      graph.draft().tensor(name, "bias", graph.numbers(node, 2), channels);
    } else {
      graph.draft().put(name, "bias", new float[channels], channels);
    }
    String made = graph.draft().add(new LayerNorm(name, input, channels, epsilon));
    graph.result(
        node,
        new Value.Image(made, Layout.images(graph.draft().shape(made)).transpose(0, 2, 3, 1)));
  }

  private void probabilities(OnnxNode node) {
    Value.Active value = graph.active(node, 0);
    int rank = value.base().layout().rank();
    long axis = node.whole("axis", graph.opset() < 13 ? 1 : -1);
    Translation.require(
        graph.last(node) && rank == 2 && (axis == 1 || axis == -1),
        "is not at the model's end, over its classes");
    notes.accept(node + " at the end is left out: what it takes is the logits");
    graph.result(node, value);
  }
}
