package org.heredity.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.BytePointer;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;
import org.heredity.layers.Window;

/**
 * Compiles the gradients of convolutions: of weights and bias where the mode asks for them, and of
 * what the convolution read, unless those are images whose gradient nobody asked for.
 */
final class BackwardConvolutions {
  private final Steps steps;
  private final WeightBank bank;
  private final Mode mode;
  private final Values values;
  private final ForwardConvolutions forward;
  private final Gradients gradients;

  BackwardConvolutions(
      Steps steps, WeightBank bank, Mode mode, ForwardPass forward, Gradients gradients) {
    this.steps = steps;
    this.bank = bank;
    this.mode = mode;
    this.values = forward.values;
    this.forward = forward.convolutions;
    this.gradients = gradients;
  }

  /** Passes the gradient of a convolution's result on. */
  void compile(Node.Conv c, Tensor gradient) {
    NhwcConvolution nhwc = forward.compiled(c.name()).nhwc();
    if (nhwc != null) {
      nhwc(c, nhwc, gradient);
      return;
    }
    if (mode.weightGradients() && bank.conv(c.name()).trainable) {
      weightGradient(c, gradient);
    }
    if (!c.input().equals(Plan.INPUT)) {
      dataGradient(c, gradient);
    } else if (mode == Mode.ATTACK && c.simple()) {
      imageGradient(c, gradient);
    } else if (mode == Mode.ATTACK) {
      dataGradient(c, gradient);
    } else {
      gradient.block.release();
    }
  }

  private void nhwc(Node.Conv c, NhwcConvolution convolution, Tensor given) {
    boolean weightsToo = mode.weightGradients();
    Tensor gradient = steps.movedToLayout(given, Dnn.nhwc(values.shape(c.name())));
    Tensor result = steps.tensor(Dnn.nhwc(values.shape(c.input())));
    if (weightsToo) {
      ConvWeights weights = bank.conv(c.name());
      weights.chooseGradient();
      if (weights.biasGradient(mode)) {
        steps.add(new BiasGradient(gradient, weights));
      }
    }
    Tensor source = weightsToo ? forward.source(c.name()) : null;
    steps.add(convolution.backward(source, gradient, result));
    gradient.block.release();
    gradients.contribute(c.input(), result);
  }

  private void weightGradient(Node.Conv c, Tensor given) {
    ConvWeights weights = bank.conv(c.name());
    weights.chooseGradient();
    boolean bias = weights.biasGradient(mode);
    var chosen = weightGradient(c, weights, weights.values.layout, bias);
    if (!fast(c, chosen.impl_info_str())) {
      // The forward pass's layout may be one that oneDNN has no gradient for.
      chosen = weightGradient(c, weights, Dnn.any(weights.shape()), bias);
    }
    if (!fast(c, chosen.impl_info_str())) {
      smallWeightGradient(weights, given);
      return;
    }
    Tensor source = steps.inLayout(forward.source(c.name()), chosen.src_desc());
    Tensor gradient = steps.inLayout(given, chosen.diff_dst_desc());
    boolean direct = weights.gradient.sameLayout(chosen.diff_weights_desc());
    Tensor made = direct ? weights.gradient : steps.tensor(chosen.diff_weights_desc());
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of(DNNL_ARG_SRC, source.memory, DNNL_ARG_DIFF_DST, gradient.memory));
    arguments.addAll(List.of(DNNL_ARG_DIFF_WEIGHTS, made.memory));
    if (bias) {
      arguments.addAll(List.of(DNNL_ARG_DIFF_BIAS, weights.biasGradient.memory));
    }
    steps.add(new convolution_backward_weights(chosen), arguments.toArray());
    if (!direct) {
      steps.add(steps.dnn.reorder(made, weights.gradient));
      made.block.release();
    }
    Steps.releaseCopy(source, forward.source(c.name()));
    Steps.releaseCopy(gradient, given);
  }

  private convolution_backward_weights.primitive_desc weightGradient(
      Node.Conv c, ConvWeights weights, memory.desc layout, boolean bias) {
    Window w = c.window();
    int direct = algorithm.convolution_direct.value;
    memory.desc in = Dnn.any(values.shape(c.input()));
    memory.desc out = Dnn.any(values.shape(c.name()));
    var wanted =
        bias
            ? new convolution_backward_weights.desc(
                direct,
                in,
                layout,
                weights.bias.layout,
                out,
                w.stride(),
                w.gaps(),
                w.before(),
                w.after())
            : new convolution_backward_weights.desc(
                direct, in, layout, out, w.stride(), w.gaps(), w.before(), w.after());
    return new convolution_backward_weights.primitive_desc(
        wanted, steps.dnn.engine(), forward.compiled(c.name()).direct());
  }

  /**
   * Whether oneDNN made code for the shape, instead of plain loops or products of its own; those of
   * several groups are faster than ours.
   */
  private static boolean fast(Node.Conv c, BytePointer implementation) {
    String name = implementation.getString();
    return c.groups() == 1 ? name.startsWith("jit") : !name.startsWith("ref");
  }

  private void smallWeightGradient(ConvWeights weights, Tensor given) {
    Node.Conv c = weights.conv;
    long[] in = values.shape(c.input());
    long[] out = values.shape(c.name());
    Tensor before = forward.source(c.name());
    Tensor source = steps.inLayout(before, Dnn.plain(in));
    Tensor gradient = steps.inLayout(given, Dnn.plain(out));
    steps.add(new SmallWeightGradient(weights, source, in, gradient, out));
    Steps.releaseCopy(source, before);
    Steps.releaseCopy(gradient, given);
  }

  private void dataGradient(Node.Conv c, Tensor given) {
    ConvWeights weights = bank.conv(c.name());
    Window w = c.window();
    memory.desc wanted =
        weights.backward == null ? Dnn.any(weights.shape()) : weights.backward.layout;
    var chosen =
        new convolution_backward_data.primitive_desc(
            new convolution_backward_data.desc(
                algorithm.convolution_direct.value,
                forward.wanted(values.shape(c.input())),
                wanted,
                forward.wanted(values.shape(c.name())),
                w.stride(),
                w.gaps(),
                w.before(),
                w.after()),
            steps.dnn.engine(),
            forward.compiled(c.name()).direct());
    Tensor rearranged = weights.chooseBackward(chosen.weights_desc());
    if (rearranged != weights.values) {
      refresh(weights, weights.refresh());
    }
    Tensor gradient = steps.movedToLayout(given, chosen.diff_dst_desc());
    Tensor result = steps.tensor(chosen.diff_src_desc());
    steps.add(
        new convolution_backward_data(chosen),
        DNNL_ARG_DIFF_DST,
        gradient.memory,
        DNNL_ARG_WEIGHTS,
        rearranged.memory,
        DNNL_ARG_DIFF_SRC,
        result.memory);
    gradient.block.release();
    gradients.contribute(c.input(), result);
  }

  private void imageGradient(Node.Conv c, Tensor given) {
    ConvWeights weights = bank.conv(c.name());
    long[] in = values.shape(c.input());
    long[] out = values.shape(c.name());
    memory.desc layout = Dnn.plain(weights.shape());
    Tensor plain = new Tensor(steps.dnn, layout, steps.arena.fresh(layout.get_size()));
    refresh(weights, steps.dnn.reorder(weights.values, plain));
    Tensor gradient = steps.movedToLayout(given, Dnn.nhwc(out));
    Tensor result = steps.tensor(Dnn.plain(in));
    steps.add(
        new ImageGradient(steps.dnn, steps.arena, c, plain, gradient, out, result, (int) in[2]));
    gradient.block.release();
    gradients.contribute(c.input(), result);
  }

  /** Copies weights: once or, where training changes them, in every step. */
  private void refresh(ConvWeights weights, Runnable copy) {
    if (mode.weightGradients() && weights.trainable) {
      steps.add(copy);
    } else {
      copy.run();
    }
  }
}
