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
import org.bytedeco.dnnl.lrn_backward;
import org.bytedeco.dnnl.lrn_forward;
import org.heredity.engine.plan.LocalNorm;
import org.heredity.engine.plan.Mode;

/**
 * Local response normalisation.
 *
 * @param workspace what the backward pass needs beside the source; null for nothing
 */
record CompiledLocalNorm(
    LocalNorm node,
    lrn_forward.primitive_desc chosen,
    Tensor source,
    Tensor workspace,
    Tensor result)
    implements CompiledOperation {
  static CompiledLocalNorm of(Steps steps, LocalNorm node, Mode mode, Tensor source) {
    boolean back = mode.gradients();
    var chosen =
        new lrn_forward.primitive_desc(
            new lrn_forward.desc(
                (back ? prop_kind.forward_training : prop_kind.forward_inference).value,
                algorithm.lrn_across_channels.value,
                source.layout,
                node.size(),
                (float) node.alpha(),
                (float) node.beta(),
                (float) node.k()),
            steps.dnn.engine());
    Tensor result = steps.tensor(chosen.dst_desc());
    Tensor workspace =
        back && !chosen.workspace_desc().is_zero() ? steps.tensor(chosen.workspace_desc()) : null;
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of(DNNL_ARG_SRC, source.memory, DNNL_ARG_DST, result.memory));
    if (workspace != null) {
      arguments.addAll(List.of(DNNL_ARG_WORKSPACE, workspace.memory));
    }
    steps.add(new lrn_forward(chosen), arguments.toArray());
    return new CompiledLocalNorm(node, chosen, source, workspace, result);
  }

  @Override
  public void backward(Steps steps, Tensor given, Gradients gradients) {
    Tensor gradient = steps.movedToLayout(given, source.layout);
    Tensor into = steps.tensor(source.layout);
    var back =
        new lrn_backward.primitive_desc(
            new lrn_backward.desc(
                algorithm.lrn_across_channels.value,
                source.layout,
                gradient.layout,
                node.size(),
                (float) node.alpha(),
                (float) node.beta(),
                (float) node.k()),
            steps.dnn.engine(),
            chosen);
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of(DNNL_ARG_SRC, source.memory, DNNL_ARG_DIFF_DST, gradient.memory));
    arguments.addAll(List.of(DNNL_ARG_DIFF_SRC, into.memory));
    if (workspace != null) {
      arguments.addAll(List.of(DNNL_ARG_WORKSPACE, workspace.memory));
    }
    steps.add(new lrn_backward(back), arguments.toArray());
    gradient.block.release();
    gradients.contribute(node.input(), into);
  }
}
