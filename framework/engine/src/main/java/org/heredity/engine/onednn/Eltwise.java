package org.heredity.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import java.util.List;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.heredity.engine.plan.Activation;
import org.heredity.engine.plan.Mode;

/**
 * A function of single values as oneDNN has it.
 *
 * @param steps one, or a second one that multiplies and adds
 * @param byResult the first step as its gradient takes it from the result instead of the source;
 *     null where the source is needed
 */
record Eltwise(List<Step> steps, algorithm byResult) {
  private static final float SIXTH = 1f / 6;

  /** One of oneDNN's functions with its two numbers. */
  record Step(algorithm kind, float alpha, float beta) {}

  static Eltwise of(Activation activation) {
    float slope = (float) activation.slope();
    return switch (activation.function()) {
      case RELU6 ->
          one(new Step(algorithm.eltwise_clip_v2, 0, 6), algorithm.eltwise_clip_v2_use_dst_for_bwd);
      case LEAKY_RELU ->
          one(
              new Step(algorithm.eltwise_relu, slope, 0),
              slope >= 0 ? algorithm.eltwise_relu_use_dst_for_bwd : null);
      case SILU -> one(new Step(algorithm.eltwise_swish, 1, 0), null);
      case HARD_SWISH -> one(new Step(algorithm.eltwise_hardswish, 0, 0), null);
      case HARD_SIGMOID ->
          new Eltwise(
              List.of(
                  new Step(algorithm.eltwise_clip_v2, -3, 3),
                  new Step(algorithm.eltwise_linear, SIXTH, 0.5f)),
              null);
      case SIGMOID ->
          one(
              new Step(algorithm.eltwise_logistic, 0, 0),
              algorithm.eltwise_logistic_use_dst_for_bwd);
      case GELU -> one(new Step(algorithm.eltwise_gelu_erf, 0, 0), null);
      case GELU_TANH -> one(new Step(algorithm.eltwise_gelu_tanh, 0, 0), null);
      case TANH ->
          one(new Step(algorithm.eltwise_tanh, 0, 0), algorithm.eltwise_tanh_use_dst_for_bwd);
    };
  }

  private static Eltwise one(Step step, algorithm byResult) {
    return new Eltwise(List.of(step), byResult);
  }

  /** Whether a convolution can compute it: its gradient must need no more than the result. */
  boolean joins(Mode mode) {
    return mode.folded() && (!mode.gradients() || byResult != null);
  }

  /** Adds the steps from a source to a result of the same layout. */
  void forward(Steps to, Tensor source, Tensor result) {
    Tensor from = source;
    for (Step step : steps) {
      forward(to, step, from, result);
      from = result;
    }
  }

  private static void forward(Steps to, Step step, Tensor source, Tensor result) {
    var chosen = described(to, prop_kind.forward_inference, step.kind, step, source);
    to.add(new eltwise_forward(chosen), DNNL_ARG_SRC, source.memory, DNNL_ARG_DST, result.memory);
  }

  private static eltwise_forward.primitive_desc described(
      Steps to, prop_kind pass, algorithm kind, Step step, Tensor tensor) {
    return new eltwise_forward.primitive_desc(
        new eltwise_forward.desc(pass.value, kind.value, tensor.layout, step.alpha, step.beta),
        to.dnn.engine());
  }

  /**
   * Adds the steps from the result's gradient to the source's, all of one layout.
   *
   * @param source not looked at where the result is enough
   */
  void backward(Steps to, Tensor source, Tensor result, Tensor gradient, Tensor into) {
    Step step = steps.get(0);
    algorithm kind = byResult == null ? step.kind : byResult;
    Tensor known = byResult == null ? source : result;
    var chosen =
        new eltwise_backward.primitive_desc(
            new eltwise_backward.desc(
                kind.value, known.layout, known.layout, step.alpha, step.beta),
            to.dnn.engine(),
            described(to, prop_kind.forward_training, kind, step, known));
    to.add(
        new eltwise_backward(chosen),
        byResult == null ? DNNL_ARG_SRC : DNNL_ARG_DST,
        known.memory,
        DNNL_ARG_DIFF_DST,
        gradient.memory,
        DNNL_ARG_DIFF_SRC,
        into.memory);
    if (steps.size() > 1) {
      Step factor = new Step(algorithm.eltwise_linear, steps.get(1).alpha, 0);
      forward(to, factor, into, into);
    }
  }
}
