package org.heredity.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.heredity.engine.plan.Activation;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.layers.Window;

/**
 * Compiles the convolutions of a forward pass, each with the nodes behind it that it can compute at
 * once: an offset, a sum, a ReLU or another activation.
 */
final class ForwardConvolutions {
  private final Steps steps;
  private final WeightBank bank;
  private final Mode mode;
  private final Values values;
  private final Consumers consumers;

  /** Whether values are NHWC where oneDNN has no wish of its own. */
  private final boolean nhwc;

  private final Map<String, Compiled> compiled = new HashMap<>();

  /** What each convolution reads, where that may differ in layout from the value before it. */
  private final Map<String, Tensor> sources = new HashMap<>();

  /** A compiled convolution: by oneDNN's own kernel, or NHWC; the other one is null. */
  record Compiled(convolution_forward.primitive_desc direct, NhwcConvolution nhwc) {}

  /**
   * The nodes that are computed together with a convolution, each null if there is none.
   *
   * @param offset behind the convolution
   * @param add behind these
   * @param summand the add's other operand
   * @param relu behind all of these
   * @param activation behind all of these, where there is no ReLU
   */
  record Fused(
      Node.Offset offset, Node.Add add, String summand, Node.Relu relu, Activation activation) {
    /** Those that there are, in order. */
    List<Node> nodes() {
      return Stream.<Node>of(offset, add, relu, activation).filter(Objects::nonNull).toList();
    }

    private boolean rectified() {
      return relu != null;
    }
  }

  /** A convolution's result, which is that of the last of the nodes fused into it. */
  record Result(Tensor tensor, Fused fused) {}

  ForwardConvolutions(
      Steps steps, WeightBank bank, Mode mode, Values values, Consumers consumers, boolean nhwc) {
    this.steps = steps;
    this.bank = bank;
    this.mode = mode;
    this.values = values;
    this.consumers = consumers;
    this.nhwc = nhwc;
  }

  Compiled compiled(String name) {
    return compiled.get(name);
  }

  Tensor source(String name) {
    return sources.get(name);
  }

  /** The layout to ask oneDNN for. */
  memory.desc wanted(long[] shape) {
    return nhwc ? Dnn.nhwc(shape) : Dnn.any(shape);
  }

  Result compile(Node.Conv c) {
    long[] out = values.shapeOf(c);
    int side = (int) out[2];
    Lowering lowering = Lowering.of(c, side, (int) out[3], mode);
    NhwcConvolution convolution =
        bank.conv(c.name()).nhwc(steps.arena, lowering, (int) out[0], side);
    Fused fused = fused(c, convolution == null);
    Tensor other = fused.add() == null ? null : values.tensor(fused.summand());
    Tensor result =
        convolution == null
            ? direct(c, out, fused, other)
            : nhwc(c, convolution, out, fused, other);
    return new Result(result, fused);
  }

  private Fused fused(Node.Conv c, boolean direct) {
    Node.Offset offset = direct ? consumers.only(c.name(), Node.Offset.class) : null;
    String last = offset == null ? c.name() : offset.name();
    if (!mode.folded()) {
      return new Fused(offset, null, null, null, null);
    }
    Node.Add add = consumers.fusableAdd(last, values.names());
    String summand = add == null ? null : Consumers.other(add, last);
    last = add == null ? last : add.name();
    Node.Relu relu = consumers.only(last, Node.Relu.class);
    Activation activation = direct ? consumers.only(last, Activation.class) : null;
    if (activation != null && !Eltwise.of(activation).joins(mode)) {
      activation = null;
    }
    return new Fused(offset, add, summand, relu, activation);
  }

  private Tensor direct(Node.Conv c, long[] out, Fused fused, Tensor other) {
    ConvWeights weights = bank.conv(c.name());
    // What oneDNN takes by itself: with a summand, or sources and results of different layouts, it
    // has only slow kernels where it may choose.
    var free =
        new convolution_forward.primitive_desc(
            descriptor(c, weights, wanted(values.shape(c.input())), wanted(out)),
            steps.dnn.engine());
    memory.desc target = free.dst_desc();
    PostOps after = new PostOps();
    if (fused.offset() != null) {
      after.add(bank.map(fused.offset(), (int) out[0], target, steps.arena));
    }
    Tensor summand = other == null ? null : steps.inLayout(other, target);
    primitive_attr attributes =
        after.add(summand).relu(fused.rectified()).activation(fused.activation()).attributes();
    var chosen =
        new convolution_forward.primitive_desc(
            descriptor(c, weights, free.src_desc(), target), attributes, steps.dnn.engine());
    weights.choose(chosen.weights_desc());
    Tensor source = steps.inLayout(values.tensor(c.input()), chosen.src_desc());
    sources.put(c.name(), source);
    Tensor result = steps.tensor(chosen.dst_desc());

    List<Object> arguments =
        new ArrayList<>(List.of(DNNL_ARG_SRC, source.memory, DNNL_ARG_DST, result.memory));
    arguments.addAll(List.of(DNNL_ARG_WEIGHTS, weights.values.memory));
    if (weights.bias != null) {
      arguments.addAll(List.of(DNNL_ARG_BIAS, weights.bias.memory));
    }
    after.bind(arguments);
    steps.add(new convolution_forward(chosen), arguments.toArray());
    compiled.put(c.name(), new Compiled(chosen, null));
    releaseSource(c, source);
    Steps.releaseCopy(summand, other);
    return result;
  }

  private convolution_forward.desc descriptor(
      Node.Conv c, ConvWeights weights, memory.desc from, memory.desc to) {
    int kind = (mode.gradients() ? prop_kind.forward_training : prop_kind.forward_inference).value;
    int direct = algorithm.convolution_direct.value;
    Window w = c.window();
    if (weights.bias == null) {
      return new convolution_forward.desc(
          kind, direct, from, weights.wanted(), to, w.stride(), w.gaps(), w.before(), w.after());
    }
    return new convolution_forward.desc(
        kind,
        direct,
        from,
        weights.wanted(),
        weights.bias.layout,
        to,
        w.stride(),
        w.gaps(),
        w.before(),
        w.after());
  }

  private Tensor nhwc(
      Node.Conv c, NhwcConvolution convolution, long[] out, Fused fused, Tensor other) {
    ConvWeights weights = bank.conv(c.name());
    Tensor source = steps.inLayout(values.tensor(c.input()), Dnn.nhwc(values.shape(c.input())));
    sources.put(c.name(), source);
    Tensor summand = other == null ? null : steps.inLayout(other, Dnn.nhwc(out));
    Tensor result = steps.tensor(Dnn.nhwc(out));
    steps.add(weights::refreshTransformed);
    steps.add(convolution.forward(source, result, weights.bias, summand, fused.rectified()));
    compiled.put(c.name(), new Compiled(null, convolution));
    releaseSource(c, source);
    Steps.releaseCopy(summand, other);
    return result;
  }

  /** Gives a copy of the input back where nobody reads it after the convolution. */
  private void releaseSource(Node.Conv c, Tensor source) {
    if (!mode.weightGradients() && mode != Mode.OBSERVE) {
      Steps.releaseCopy(source, values.tensor(c.input()));
    }
  }
}
