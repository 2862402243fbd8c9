package org.heredity.engine.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.heredity.checkpoint.OnnxNode;
import org.heredity.checkpoint.OnnxTensor;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.plan.Concat;

/**
 * Operators that rearrange values, and those that compute with shapes on the way. Not thread-safe.
 *
 * @param graph what is translated
 */
record ShapeOperators(Translation graph) {
  /** Translates a node; false if it is none of these. */
  boolean translate(OnnxNode node) {
    switch (node.operator()) {
      case "Constant" -> graph.result(node, constant(node));
      case "Identity", "Cast" -> graph.result(node, graph.value(node, 0));
      case "Dropout" -> {
        Translation.require(
            !graph.has(node, 2)
                || Translation.scalar(graph.value(node, 2)).equals(Optional.of(0.0)),
            "is in training mode; export the model in eval mode");
        graph.result(node, graph.value(node, 0));
      }
      case "Shape" -> shape(node);
      case "Gather" -> gather(node);
      case "Concat" -> concat(node);
      case "Reshape" -> reshape(node);
      case "Flatten" -> flatten(node);
      case "Transpose" -> transpose(node);
      case "Squeeze" -> squeeze(node);
      case "Unsqueeze" -> unsqueeze(node);
      case "Slice" -> new PartOperators(graph, this).slice(node);
      case "Split" -> new PartOperators(graph, this).split(node);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static Value constant(OnnxNode node) {
    Optional<OnnxTensor> tensor = node.tensor("value");
    if (tensor.isPresent()) {
      return Translation.constant(tensor.get());
    }
    if (node.has("value_int") || node.has("value_ints")) {
      return node.has("value_int")
          ? new Value.Whole(new long[] {node.whole("value_int", 0)}, true)
          : Value.Whole.of(node.wholes("value_ints"));
    }
    float[] numbers =
        node.has("value_float")
            ? new float[] {(float) node.number("value_float", 0)}
            : node.numbers("value_floats").orElse(new float[0]);
    Translation.require(numbers.length > 0, "holds neither numbers nor a tensor");
    long[] shape = node.has("value_float") ? new long[0] : new long[] {numbers.length};
    return new Value.Numbers(
        node.name(), shape, () -> Floats.array(numbers.clone(), numbers.length));
  }

  private void shape(OnnxNode node) {
    Value value = graph.value(node, 0);
    long[] sizes =
        value instanceof Value.Numbers numbers
            ? numbers.shape()
            : graph.active(node, 0).base().layout().sizes();
    int rank = sizes.length;
    long from = node.whole("start", 0);
    long to = node.whole("end", rank);
    int start = (int) Math.max(0, Math.min(rank, from < 0 ? from + rank : from));
    int end = (int) Math.max(start, Math.min(rank, to < 0 ? to + rank : to));
    graph.result(node, Value.Whole.of(Arrays.copyOfRange(sizes, start, end)));
  }

  /** The layout of what is not padded. */
  Value.Image image(OnnxNode node) {
    return graph.actives().image(graph.active(node, 0));
  }

  /** The place of an axis. */
  int axis(Layout layout, long axis) {
    return layout
        .axis(axis)
        .orElseThrow(() -> new IllegalArgumentException("is along axis " + axis + " of " + layout));
  }

  private void gather(OnnxNode node) {
    long axis = node.whole("axis", 0);
    Value from = graph.value(node, 0);
    Translation.require(graph.value(node, 1) instanceof Value.Whole, "takes what is not known");
    Value.Whole places = (Value.Whole) graph.value(node, 1);
    if (from instanceof Value.Whole whole) {
      int length = whole.values().length;
      long[] taken =
          Arrays.stream(places.values())
              .map(place -> whole.values()[place(place, length)])
              .toArray();
      graph.result(node, new Value.Whole(taken, places.scalar()));
      return;
    }
    Value.Image image = image(node);
    Translation.require(
        axis(image.layout(), axis) == 1 && !places.scalar() && image.layout().rank() == 4,
        "takes other parts of a result than channels, of " + image.layout());
    int channels = (int) image.layout().sizes()[1];
    int[] picks = Arrays.stream(places.values()).mapToInt(p -> place(p, channels)).toArray();
    graph.result(node, graph.actives().channels(image, picks, Translation.name(node)));
  }

  private static int place(long place, long length) {
    long from = place < 0 ? place + length : place;
    Translation.require(from >= 0 && from < length, "takes place " + place + " of " + length);
    return (int) from;
  }

  private void concat(OnnxNode node) {
    List<Value> all = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      all.add(graph.value(node, i));
    }
    Translation.require(!all.isEmpty(), "has no input");
    if (all.stream().allMatch(Value.Whole.class::isInstance)) {
      LongStream joined =
          all.stream().flatMapToLong(one -> Arrays.stream(((Value.Whole) one).values()));
      graph.result(node, Value.Whole.of(joined.toArray()));
      return;
    }
    List<String> inputs = new ArrayList<>();
    int channels = 0;
    int[] first = null;
    Layout layout = null;
    for (int i = 0; i < all.size(); i++) {
      Value.Active active = graph.active(node, i);
      layout = active.base().layout();
      Translation.require(
          axis(layout, node.whole("axis", 1)) == 1 && layout.rank() == 4,
          "joins other axes than channels, of " + layout);
      String input = graph.actives().images(active);
      int[] shape = graph.draft().shape(input);
      first = first == null ? shape : first;
      Translation.require(
          shape[1] == first[1] && shape[2] == first[2], "joins images of two sizes");
      channels = Math.addExact(channels, shape[0]);
      inputs.add(input);
    }
    String name = graph.draft().name(Translation.name(node));
    graph.result(
        node, graph.actives().result(graph.draft().add(new Concat(name, inputs, channels))));
  }

  private void reshape(OnnxNode node) {
    long[] target = graph.wholes(node, 1);
    Value value = graph.value(node, 0);
    if (value instanceof Value.Whole whole) {
      Translation.require(target.length < 2, "gives a shape another rank");
      graph.result(node, new Value.Whole(whole.values(), target.length == 0));
      return;
    }
    if (value instanceof Value.Numbers numbers) {
      graph.result(node, reshaped(numbers, target));
      return;
    }
    // With allowzero 0 is a size, which no result here has.
    Value.Image image = image(node);
    Layout layout = image.layout();
    graph.result(
        node,
        new Value.Image(
            image.node(),
            layout
                .reshape(target, graph.batch())
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "makes "
                                + Arrays.toString(target).replace(Long.toString(Layout.BATCH), "N")
                                + " of "
                                + layout
                                + ", which is no regrouping of channels"))));
  }

  private static Value reshaped(Value.Numbers numbers, long... target) {
    long[] shape = target.clone();
    long known = 1;
    int open = -1;
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] == 0 && i < numbers.shape().length) {
        shape[i] = numbers.shape()[i];
      }
      if (shape[i] == -1 && open < 0) {
        open = i;
      } else {
        Translation.require(shape[i] > 0 && shape[i] <= numbers.length(), "has a size", shape[i]);
        known *= shape[i];
      }
    }
    if (open >= 0) {
      shape[open] = numbers.length() / known;
      known *= shape[open];
    }
    Translation.require(known == numbers.length(), "reshapes a constant to", target);
    return new Value.Numbers(numbers.name(), shape, () -> numbers.array().get().reshape(shape));
  }

  private void flatten(OnnxNode node) {
    Value.Image image = image(node);
    Layout layout = image.layout();
    int axis = (int) node.whole("axis", 1);
    Translation.require(axis == 1 || axis == 1 - layout.rank(), "flattens from axis " + axis);
    graph.result(
        node,
        new Value.Image(
            image.node(),
            layout
                .reshape(new long[] {Layout.BATCH, -1}, 0)
                .orElseThrow(() -> new IllegalArgumentException("flattens " + layout))));
  }

  private void transpose(OnnxNode node) {
    Value value = graph.value(node, 0);
    if (value instanceof Value.Numbers numbers) {
      int rank = numbers.shape().length;
      int[] order = permutation(node.wholes("perm", reversed(rank)), rank);
      long[] shape = Arrays.stream(order).mapToLong(i -> numbers.shape()[i]).toArray();
      graph.result(
          node,
          new Value.Numbers(
              numbers.name(),
              shape,
              () -> rank < 2 ? numbers.array().get() : numbers.array().get().permute(order)));
      return;
    }
    Value.Image image = image(node);
    int rank = image.layout().rank();
    long[] order =
        Arrays.stream(permutation(node.wholes("perm", reversed(rank)), rank))
            .asLongStream()
            .toArray();
    graph.result(node, new Value.Image(image.node(), image.layout().transpose(order)));
  }

  private static long[] reversed(int rank) {
    return LongStream.range(0, rank).map(i -> rank - 1 - i).toArray();
  }

  private static int[] permutation(long[] order, int rank) {
    Translation.require(
        Arrays.equals(Arrays.stream(order).sorted().toArray(), LongStream.range(0, rank).toArray()),
        "orders axes as",
        order);
    return Arrays.stream(order).mapToInt(Math::toIntExact).toArray();
  }

  private void squeeze(OnnxNode node) {
    Value value = graph.value(node, 0);
    Optional<long[]> axes = graph.wholes(node, "axes", 1);
    if (value instanceof Value.Whole whole) {
      Translation.require(whole.values().length == 1, "squeezes a shape");
      graph.result(node, new Value.Whole(whole.values(), true));
      return;
    }
    Value.Image image = image(node);
    Layout layout = image.layout();
    List<Integer> places =
        axes.map(all -> Arrays.stream(all).mapToObj(axis -> axis(layout, axis)).toList())
            .orElseGet(
                () ->
                    IntStream.range(0, layout.rank())
                        .filter(i -> layout.sizes()[i] == 1)
                        .boxed()
                        .toList());
    Translation.require(
        places.stream().allMatch(i -> layout.sizes()[i] == 1), "squeezes " + layout);
    graph.result(node, new Value.Image(image.node(), layout.without(places)));
  }

  private void unsqueeze(OnnxNode node) {
    Value value = graph.value(node, 0);
    long[] axes =
        graph
            .wholes(node, "axes", 1)
            .orElseThrow(() -> new IllegalArgumentException("has no axes"));
    if (value instanceof Value.Whole whole) {
      Translation.require(whole.scalar() && axes.length == 1, "gives a shape another rank");
      graph.result(node, Value.Whole.of(whole.values()));
      return;
    }
    if (value instanceof Value.Numbers numbers) {
      int rank = numbers.shape().length + axes.length;
      List<Long> shape = new ArrayList<>(Arrays.stream(numbers.shape()).boxed().toList());
      Arrays.stream(axes)
          .map(axis -> place(axis, rank))
          .sorted()
          .forEach(axis -> shape.add((int) axis, 1L));
      graph.result(node, reshaped(numbers, shape.stream().mapToLong(Long::longValue).toArray()));
      return;
    }
    Value.Image image = image(node);
    int rank = image.layout().rank() + axes.length;
    List<Integer> places =
        Arrays.stream(axes).mapToObj(axis -> place(axis, rank)).distinct().toList();
    Translation.require(places.size() == axes.length && rank <= 8, "has the axes", axes);
    graph.result(node, new Value.Image(image.node(), image.layout().with(places)));
  }
}
