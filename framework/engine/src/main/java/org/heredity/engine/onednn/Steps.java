package org.heredity.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;

/**
 * The steps of one pass while it is compiled, and the memory that they work on. Nothing is computed
 * until {@link #all()} are run, in order. Not thread-safe.
 */
final class Steps {
  final Dnn dnn;
  final Arena arena;
  private final List<Runnable> steps = new ArrayList<>();

  Steps(Dnn dnn, Arena arena) {
    this.dnn = dnn;
    this.arena = arena;
  }

  List<Runnable> all() {
    return List.copyOf(steps);
  }

  void add(Runnable step) {
    steps.add(step);
  }

  /** Adds a primitive with pairs of oneDNN's argument number and a memory. */
  void add(primitive work, Object... arguments) {
    steps.add(dnn.bind(work, arguments));
  }

  /** Adds {@code result := first + second}, rectified if asked for; all of one layout. */
  void addSum(Tensor first, Tensor second, boolean relu, Tensor result) {
    var chosen =
        new binary.primitive_desc(
            new binary.desc(algorithm.binary_add.value, first.layout, second.layout, result.layout),
            new PostOps().relu(relu).attributes(),
            dnn.engine());
    add(
        new binary(chosen),
        DNNL_ARG_SRC_0,
        first.memory,
        DNNL_ARG_SRC_1,
        second.memory,
        DNNL_ARG_DST,
        result.memory);
  }

  Tensor tensor(memory.desc layout) {
    return arena.tensor(dnn, layout);
  }

  /** The tensor itself if it has the layout, else a copy that a step makes. */
  Tensor inLayout(Tensor tensor, memory.desc layout) {
    if (tensor.sameLayout(layout)) {
      return tensor;
    }
    Tensor copy = tensor(layout);
    add(dnn.reorder(tensor, copy));
    return copy;
  }

  /** Like {@link #inLayout}, for a tensor that is not needed afterwards if it was copied. */
  Tensor movedToLayout(Tensor tensor, memory.desc layout) {
    Tensor copy = inLayout(tensor, layout);
    releaseCopy(tensor, copy);
    return copy;
  }

  /** Gives a copy's memory back, unless it is the original itself. */
  static void releaseCopy(Tensor copy, Tensor original) {
    if (copy != original) {
      copy.block.release();
    }
  }
}
