package org.heredity.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;

import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.layer_normalization_backward;
import org.bytedeco.dnnl.layer_normalization_forward;
import org.bytedeco.dnnl.memory;
import org.heredity.engine.plan.LayerNorm;
import org.heredity.engine.plan.Mode;

/**
 * Layer norm over the channels of every pixel, on NHWC images, where they are rows of a matrix.
 *
 * @param chosen by oneDNN
 * @param pixels the source's, as a matrix
 * @param mean of every pixel
 * @param variance of every pixel
 */
record CompiledLayerNorm(
    LayerNorm node,
    OperationWeights weights,
    layer_normalization_forward.primitive_desc chosen,
    Tensor pixels,
    Tensor mean,
    Tensor variance,
    Tensor result)
    implements CompiledOperation {
  private static final int FLAGS = normalization_flags.use_scale_shift.value;

  static CompiledLayerNorm of(
      Steps steps,
      LayerNorm node,
      OperationWeights weights,
      Mode mode,
      Tensor given,
      long... shape) {
    Tensor source = steps.inLayout(given, Dnn.nhwc(shape));
    Tensor result = steps.tensor(source.layout);
    memory.desc matrix = Dnn.plain(shape[0] * shape[2] * shape[3], shape[1]);
    Tensor pixels = new Tensor(steps.dnn, matrix, source.block);
    var chosen =
        new layer_normalization_forward.primitive_desc(
            new layer_normalization_forward.desc(
                prop_kind.forward_training.value, matrix, (float) node.epsilon(), FLAGS),
            steps.dnn.engine());
    Tensor mean = steps.tensor(chosen.mean_desc());
    Tensor variance = steps.tensor(chosen.variance_desc());
    steps.add(
        new layer_normalization_forward(chosen),
        DNNL_ARG_SRC,
        pixels.memory,
        DNNL_ARG_DST,
        new Tensor(steps.dnn, matrix, result.block).memory,
        DNNL_ARG_MEAN,
        mean.memory,
        DNNL_ARG_VARIANCE,
        variance.memory,
        DNNL_ARG_SCALE_SHIFT,
        weights.values.memory);
    if (!mode.gradients()) {
      mean.block.release();
      variance.block.release();
      Steps.releaseCopy(source, given);
    }
    return new CompiledLayerNorm(node, weights, chosen, pixels, mean, variance, result);
  }

  @Override
  public void backward(Steps steps, Tensor given, Gradients gradients) {
    Tensor gradient = steps.movedToLayout(given, result.layout);
    Tensor into = steps.tensor(result.layout);
    var back =
        new layer_normalization_backward.primitive_desc(
            new layer_normalization_backward.desc(
                prop_kind.backward.value,
                pixels.layout,
                pixels.layout,
                (float) node.epsilon(),
                FLAGS),
            steps.dnn.engine(),
            chosen);
    steps.add(
        new layer_normalization_backward(back),
        DNNL_ARG_SRC,
        pixels.memory,
        DNNL_ARG_DIFF_DST,
        new Tensor(steps.dnn, pixels.layout, gradient.block).memory,
        DNNL_ARG_DIFF_SRC,
        new Tensor(steps.dnn, pixels.layout, into.block).memory,
        DNNL_ARG_MEAN,
        mean.memory,
        DNNL_ARG_VARIANCE,
        variance.memory,
        DNNL_ARG_SCALE_SHIFT,
        weights.values.memory,
        DNNL_ARG_DIFF_SCALE_SHIFT,
        weights.gradient.memory);
    gradient.block.release();
    gradients.contribute(node.input(), into);
  }
}
