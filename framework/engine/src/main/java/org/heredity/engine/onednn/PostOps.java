package org.heredity.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.heredity.engine.plan.Activation;

/** What a primitive does to its result before it is stored: sums, then an activation. */
final class PostOps {
  private final post_ops operations = new post_ops();
  private final List<Tensor> summands = new ArrayList<>();

  PostOps add(Tensor summand) {
    if (summand != null) {
      operations.append_binary(algorithm.binary_add, summand.layout);
      summands.add(summand);
    }
    return this;
  }

  PostOps relu(boolean wanted) {
    if (wanted) {
      operations.append_eltwise(1f, algorithm.eltwise_relu, 0f, 0f);
    }
    return this;
  }

  PostOps activation(Activation activation) {
    if (activation != null) {
      for (Eltwise.Step step : Eltwise.of(activation).steps()) {
        operations.append_eltwise(1f, step.kind(), step.alpha(), step.beta());
      }
    }
    return this;
  }

  primitive_attr attributes() {
    primitive_attr attributes = new primitive_attr();
    attributes.set_post_ops(operations);
    return attributes;
  }

  /** Adds the summands to a primitive's arguments. */
  void bind(List<Object> arguments) {
    for (int i = 0; i < summands.size(); i++) {
      arguments.add(DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * (i + 1) | DNNL_ARG_SRC_1);
      arguments.add(summands.get(i).memory);
    }
  }
}
