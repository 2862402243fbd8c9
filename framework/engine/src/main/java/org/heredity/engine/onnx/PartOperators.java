package org.heredity.engine.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.heredity.checkpoint.OnnxNode;
import org.heredity.engine.plan.Node;
import org.heredity.layers.Window;

/**
 * Operators that take parts of a result or a shape. Not thread-safe.
 *
 * @param graph what is translated
 * @param shapes of it
 */
record PartOperators(Translation graph, ShapeOperators shapes) {
  void slice(OnnxNode node) {
    long[] starts = graph.wholes(node, 1);
    long[] ends = graph.wholes(node, 2);
    Value value = graph.value(node, 0);
    Value.Image image = value instanceof Value.Active ? shapes.image(node) : null;
    int rank = image == null ? 1 : image.layout().rank();
    long[] axes =
        graph.has(node, 3) ? graph.wholes(node, 3) : LongStream.range(0, starts.length).toArray();
    long[] steps = new long[starts.length];
    Arrays.fill(steps, 1);
    steps = graph.has(node, 4) ? graph.wholes(node, 4) : steps;
    Translation.require(
        starts.length == ends.length
            && axes.length == starts.length
            && steps.length == starts.length
            && Arrays.stream(steps).allMatch(step -> step > 0),
        "has starts, ends, axes and steps that do not belong together");
    if (value instanceof Value.Whole whole) {
      Translation.require(starts.length == 1 && steps[0] == 1, "takes parts of a shape");
      int length = whole.values().length;
      graph.result(
          node,
          Value.Whole.of(
              Arrays.copyOfRange(
                  whole.values(),
                  (int) bound(starts[0], length),
                  (int) Math.max(bound(starts[0], length), bound(ends[0], length)))));
      return;
    }
    Translation.require(image != null, "takes a part of a constant");
    Value.Image taken = image;
    long[] strides = {1, 1};
    for (int i = 0; i < axes.length; i++) {
      int axis = shapes.axis(taken.layout(), axes[i]);
      long size = taken.layout().sizes()[axis];
      long from = size == Layout.BATCH ? starts[i] : bound(starts[i], size);
      boolean whole =
          from == 0
              && (size == Layout.BATCH
                  ? ends[i] >= Integer.MAX_VALUE
                  : bound(ends[i], size) == size);
      if (axis == 1 && rank == 4) {
        long to = bound(ends[i], size);
        long step = steps[i];
        int[] picks =
            LongStream.range(from, to)
                .filter(c -> (c - from) % step == 0)
                .mapToInt(c -> (int) c)
                .toArray();
        Translation.require(picks.length > 0, "takes none of " + size + " channels");
        taken =
            picks.length == size
                ? taken
                : graph.actives().channels(taken, picks, Translation.name(node));
      } else {
        Translation.require(
            whole && (steps[i] == 1 || axis >= 2 && rank == 4),
            "cuts a part out of " + taken.layout());
        if (axis >= 2 && rank == 4) {
          strides[axis - 2] = steps[i];
        }
      }
    }
    graph.result(node, strides[0] * strides[1] == 1 ? taken : strided(node, taken, strides));
  }

  /** Every so many pixels, which are the largest of one each. */
  private Value strided(OnnxNode node, Value.Image image, long... strides) {
    Translation.require(
        strides[0] == strides[1] && strides[0] < 1 << 12, "takes pixels in steps of", strides);
    String name = graph.draft().name(Translation.name(node));
    return graph
        .actives()
        .result(
            graph
                .draft()
                .add(
                    new Node.MaxPool(
                        name,
                        graph.actives().images(image),
                        Window.square(1, (int) strides[0], 0),
                        false)));
  }

  private static long bound(long place, long length) {
    Translation.require(place != Layout.BATCH, "is bounded by the number of images");
    return Math.max(0, Math.min(length, place < 0 ? place + length : place));
  }

  void split(OnnxNode node) {
    Value.Image image = shapes.image(node);
    Layout layout = image.layout();
    int axis = shapes.axis(layout, node.whole("axis", 0));
    Translation.require(axis == 1 && layout.rank() == 4, "splits other axes than channels");
    long channels = layout.sizes()[1];
    int parts = node.outputs().size();
    long each = (channels + parts - 1) / Math.max(1, parts);
    long[] sizes = graph.wholes(node, "split", 1).orElse(null);
    List<Value> made = new ArrayList<>();
    long from = 0;
    for (int i = 0; i < parts; i++) {
      long size = sizes == null ? Math.min(each, channels - from) : i < sizes.length ? sizes[i] : 0;
      Translation.require(
          size > 0 && from + size <= channels, "splits " + channels + " channels as", sizes);
      int[] picks = IntStream.range((int) from, (int) (from + size)).toArray();
      made.add(graph.actives().channels(image, picks, Translation.name(node)));
      from += size;
    }
    Translation.require(from == channels, "splits " + channels + " channels as", sizes);
    graph.results(node, made);
  }
}
