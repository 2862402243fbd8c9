package org.heredity.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;
import org.heredity.layers.Window;

/** A pooling of one program: the backward pass needs what the forward pass was compiled to. */
final class Pooling {
  private final Dnn dnn;
  private final Arena arena;
  private final algorithm kind;
  private final Window window;

  private pooling_forward.primitive_desc chosen;
  private Tensor result;

  /** Which values were the greatest; null where no gradient is asked for. */
  private Tensor workspace;

  private Pooling(Dnn dnn, Arena arena, algorithm kind, Window window) {
    this.dnn = dnn;
    this.arena = arena;
    this.kind = kind;
    this.window = window;
  }

  /** The largest. */
  static Pooling largest(Dnn dnn, Arena arena, Window window) {
    return new Pooling(dnn, arena, algorithm.pooling_max, window);
  }

  /** The average, of padding, too, or not. */
  static Pooling average(Dnn dnn, Arena arena, Window window, boolean countsPadding) {
    algorithm kind =
        countsPadding
            ? algorithm.pooling_avg_include_padding
            : algorithm.pooling_avg_exclude_padding;
    return new Pooling(dnn, arena, kind, window);
  }

  /** Shape of the result. */
  long[] shape(long[] in) {
    int[] out = window.shape((int) in[1], (int) in[1], (int) in[2], (int) in[3]);
    return new long[] {in[0], out[0], out[1], out[2]};
  }

  Tensor result() {
    return result;
  }

  /** Compiles the forward pass. */
  Runnable forward(Tensor source, long[] in, boolean gradients) {
    chosen =
        new pooling_forward.primitive_desc(
            new pooling_forward.desc(
                (gradients ? prop_kind.forward_training : prop_kind.forward_inference).value,
                kind.value,
                source.layout,
                Dnn.any(shape(in)),
                window.stride(),
                window.kernel(),
                window.before(),
                window.after()),
            dnn.engine());
    result = arena.tensor(dnn, chosen.dst_desc());
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of(DNNL_ARG_SRC, source.memory, DNNL_ARG_DST, result.memory));
    if (gradients && kind == algorithm.pooling_max) {
      workspace = arena.tensor(dnn, chosen.workspace_desc());
      arguments.addAll(List.of(DNNL_ARG_WORKSPACE, workspace.memory));
    }
    return dnn.bind(new pooling_forward(chosen), arguments.toArray());
  }

  /** Compiles the source's gradient from the result's, which has the result's layout. */
  Runnable backward(Tensor gradient, Tensor sourceGradient) {
    var back =
        new pooling_backward.primitive_desc(
            new pooling_backward.desc(
                kind.value,
                sourceGradient.layout,
                gradient.layout,
                window.stride(),
                window.kernel(),
                window.before(),
                window.after()),
            dnn.engine(),
            chosen);
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of(DNNL_ARG_DIFF_DST, gradient.memory));
    arguments.addAll(List.of(DNNL_ARG_DIFF_SRC, sourceGradient.memory));
    if (workspace != null) {
      arguments.addAll(List.of(DNNL_ARG_WORKSPACE, workspace.memory));
    }
    return dnn.bind(new pooling_backward(back), arguments.toArray());
  }
}
