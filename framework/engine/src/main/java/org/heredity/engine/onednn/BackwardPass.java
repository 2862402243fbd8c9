package org.heredity.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.BytePointer;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;

/**
 * Lays out a plan's backward pass. A gradient that two consumers contribute to is summed in the
 * memory of the first; memory is given back as soon as a gradient has been passed on. Gradients
 * that nobody asked for are not computed.
 */
final class BackwardPass {
  final List<Runnable> steps = new ArrayList<>();

  /** Of the features, to be filled before a run; laid out like them. */
  final Tensor featureGradient;

  /** Of the images; null unless the mode asks for it. */
  private Tensor imageGradient;

  private final Dnn dnn;
  private final Arena arena;
  private final WeightBank bank;
  private final Plan plan;
  private final Mode mode;
  private final ForwardPass forward;
  private final StageSteps stages;
  private final Map<String, Tensor> gradients = new HashMap<>();

  BackwardPass(
      Dnn dnn,
      Arena arena,
      WeightBank bank,
      Plan plan,
      Mode mode,
      ForwardPass forward,
      StageSteps stages) {
    this.dnn = dnn;
    this.arena = arena;
    this.bank = bank;
    this.plan = plan;
    this.mode = mode;
    this.forward = forward;
    this.stages = stages;
    featureGradient = tensor(forward.values.get(plan.features()).layout);
    gradients.put(plan.features(), featureGradient);
    featureGradient.block.retain();
    for (int i = plan.nodes().size() - 1; i >= 0; i--) {
      Node node = plan.nodes().get(i);
      Tensor gradient = gradients.remove(node.name());
      if (gradient != null) {
        lay(node, gradient);
      }
    }
    imageGradient = gradients.remove(Plan.INPUT);
  }

  Tensor imageGradient() {
    return imageGradient;
  }

  private void lay(Node node, Tensor gradient) {
    if (node instanceof Node.Relu r) {
      stages
          .backward(r.name(), forward.values.get(r.name()), gradient, forward.shape(r.name()))
          .ifPresent(steps::add);
      relu(r, gradient);
    } else if (node instanceof Node.Add a) {
      gradient.block.retain();
      contribute(a.first(), gradient);
      contribute(a.second(), gradient);
    } else if (node instanceof Node.Norm n) {
      norm(n, gradient);
    } else if (node instanceof Node.MaxPool p) {
      pool(p.name(), p.input(), gradient);
    } else if (node instanceof Node.GlobalAverage g) {
      pool(g.name(), g.input(), gradient);
    } else {
      conv(bank.conv(node.name()).conv, gradient);
    }
  }

  private void relu(Node.Relu r, Tensor given) {
    if (forward.insideNorm.contains(r.name())) {
      contribute(r.input(), given);
      return;
    }
    Tensor output = forward.values.get(r.name());
    Tensor gradient = arranged(given, output.layout);
    Tensor result = gradient.block.shared() ? tensor(output.layout) : gradient;
    int kind = algorithm.eltwise_relu_use_dst_for_bwd.value;
    var hint =
        new eltwise_forward.primitive_desc(
            new eltwise_forward.desc(prop_kind.forward_training.value, kind, output.layout, 0f, 0f),
            dnn.engine());
    var chosen =
        new eltwise_backward.primitive_desc(
            new eltwise_backward.desc(kind, output.layout, output.layout, 0f, 0f),
            dnn.engine(),
            hint);
    steps.add(
        dnn.bind(
            new eltwise_backward(chosen),
            DNNL_ARG_DST,
            output.memory,
            DNNL_ARG_DIFF_DST,
            gradient.memory,
            DNNL_ARG_DIFF_SRC,
            result.memory));
    ForwardPass.release(gradient, result);
    contribute(r.input(), result);
  }

  private void norm(Node.Norm n, Tensor given) {
    NormWeights weights = bank.norm(n.name());
    Tensor source = forward.values.get(n.input());
    Tensor gradient = arranged(given, source.layout);
    Tensor result = gradient.block.shared() ? tensor(source.layout) : gradient;
    Tensor workspace = forward.workspaces.get(n.name());
    int flags = normalization_flags.use_scale_shift.value;
    if (workspace != null) {
      flags |= normalization_flags.fuse_norm_relu.value;
    }
    var chosen =
        new batch_normalization_backward.primitive_desc(
            new batch_normalization_backward.desc(
                prop_kind.backward.value, source.layout, source.layout, (float) n.epsilon(), flags),
            dnn.engine(),
            forward.norms.get(n.name()));
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of(DNNL_ARG_SRC, source.memory, DNNL_ARG_DIFF_DST, gradient.memory));
    arguments.addAll(List.of(DNNL_ARG_MEAN, weights.mean.memory));
    arguments.addAll(List.of(DNNL_ARG_VARIANCE, weights.variance.memory));
    arguments.addAll(List.of(DNNL_ARG_SCALE_SHIFT, weights.scaleShift.memory));
    arguments.addAll(List.of(DNNL_ARG_DIFF_SRC, result.memory));
    arguments.addAll(List.of(DNNL_ARG_DIFF_SCALE_SHIFT, weights.gradient.memory));
    if (workspace != null) {
      arguments.addAll(List.of(DNNL_ARG_WORKSPACE, workspace.memory));
    }
    steps.add(dnn.bind(new batch_normalization_backward(chosen), arguments.toArray()));
    ForwardPass.release(gradient, result);
    contribute(n.input(), result);
  }

  private void conv(Node.Conv c, Tensor gradient) {
    if (forward.convolutions.get(c.name()).pixels() != null) {
      pixels(c, forward.convolutions.get(c.name()).pixels(), gradient);
      return;
    }
    if (mode.weightGradients() && bank.conv(c.name()).trainable) {
      weightGradient(c, gradient);
    }
    if (!c.input().equals(Plan.INPUT) || mode == Mode.ATTACK) {
      dataGradient(c, gradient);
    } else {
      gradient.block.release();
    }
  }

  private void pixels(Node.Conv c, NhwcConvolution convolution, Tensor given) {
    boolean weightsToo = mode.weightGradients();
    Tensor gradient = arranged(given, Dnn.pixels(forward.shape(c.name())));
    Tensor result = tensor(Dnn.pixels(forward.shape(c.input())));
    if (weightsToo) {
      ConvWeights weights = bank.conv(c.name());
      weights.chooseGradient();
      if (weights.bias != null && mode == Mode.TRAIN) {
        steps.add(new BiasGradient(gradient, weights));
      }
    }
    steps.add(
        convolution.backward(weightsToo ? forward.sources.get(c.name()) : null, gradient, result));
    gradient.block.release();
    contribute(c.input(), result);
  }

  private void weightGradient(Node.Conv c, Tensor given) {
    ConvWeights weights = bank.conv(c.name());
    weights.chooseGradient();
    boolean bias = weights.bias != null && mode == Mode.TRAIN;
    var chosen = weightGradient(c, weights, weights.values.layout, bias);
    if (!fast(chosen.impl_info_str())) {
      // The forward pass's layout may be one that oneDNN has no gradient for.
      chosen = weightGradient(c, weights, Dnn.any(weights.shape()), bias);
    }
    if (!fast(chosen.impl_info_str())) {
      smallWeightGradient(weights, given);
      return;
    }
    Tensor source = arrangedCopy(forward.sources.get(c.name()), chosen.src_desc());
    Tensor gradient = arrangedCopy(given, chosen.diff_dst_desc());
    boolean direct = weights.gradient.sameLayout(chosen.diff_weights_desc());
    Tensor made = direct ? weights.gradient : tensor(chosen.diff_weights_desc());
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of(DNNL_ARG_SRC, source.memory, DNNL_ARG_DIFF_DST, gradient.memory));
    arguments.addAll(List.of(DNNL_ARG_DIFF_WEIGHTS, made.memory));
    if (bias) {
      arguments.addAll(List.of(DNNL_ARG_DIFF_BIAS, weights.biasGradient.memory));
    }
    steps.add(dnn.bind(new convolution_backward_weights(chosen), arguments.toArray()));
    if (!direct) {
      steps.add(dnn.reorder(made, weights.gradient));
      made.block.release();
    }
    ForwardPass.release(source, forward.sources.get(c.name()));
    ForwardPass.release(gradient, given);
  }

  private convolution_backward_weights.primitive_desc weightGradient(
      Node.Conv c, ConvWeights weights, memory.desc layout, boolean bias) {
    long[] strides = {c.stride(), c.stride()};
    long[] padding = {c.padding(), c.padding()};
    int direct = algorithm.convolution_direct.value;
    memory.desc in = Dnn.any(forward.shape(c.input()));
    memory.desc out = Dnn.any(forward.shape(c.name()));
    var wanted =
        bias
            ? new convolution_backward_weights.desc(
                direct, in, layout, weights.bias.layout, out, strides, padding, padding)
            : new convolution_backward_weights.desc(
                direct, in, layout, out, strides, padding, padding);
    return new convolution_backward_weights.primitive_desc(
        wanted, dnn.engine(), forward.convolutions.get(c.name()).direct());
  }

  /** Whether oneDNN made code for the shape, instead of plain loops or products of its own. */
  private static boolean fast(BytePointer implementation) {
    return implementation.getString().startsWith("jit");
  }

  private void smallWeightGradient(ConvWeights weights, Tensor given) {
    Node.Conv c = weights.conv;
    long[] in = forward.shape(c.input());
    long[] out = forward.shape(c.name());
    Tensor before = forward.sources.get(c.name());
    Tensor source = arrangedCopy(before, Dnn.plain(in));
    Tensor gradient = arrangedCopy(given, Dnn.plain(out));
    steps.add(new SmallWeightGradient(weights, source, in, gradient, out));
    ForwardPass.release(source, before);
    ForwardPass.release(gradient, given);
  }

  private void dataGradient(Node.Conv c, Tensor given) {
    ConvWeights weights = bank.conv(c.name());
    if (c.input().equals(Plan.INPUT)) {
      imageGradient(weights, given);
      return;
    }
    long[] strides = {c.stride(), c.stride()};
    long[] padding = {c.padding(), c.padding()};
    memory.desc wanted =
        weights.backward == null ? Dnn.any(weights.shape()) : weights.backward.layout;
    var chosen =
        new convolution_backward_data.primitive_desc(
            new convolution_backward_data.desc(
                algorithm.convolution_direct.value,
                forward.layout(forward.shape(c.input())),
                wanted,
                forward.layout(forward.shape(c.name())),
                strides,
                padding,
                padding),
            dnn.engine(),
            forward.convolutions.get(c.name()).direct());
    Tensor turned = weights.chooseBackward(chosen.weights_desc());
    if (turned != weights.values) {
      refresh(weights, weights.refresh());
    }
    Tensor gradient = arranged(given, chosen.diff_dst_desc());
    Tensor result = tensor(chosen.diff_src_desc());
    steps.add(
        dnn.bind(
            new convolution_backward_data(chosen),
            DNNL_ARG_DIFF_DST,
            gradient.memory,
            DNNL_ARG_WEIGHTS,
            turned.memory,
            DNNL_ARG_DIFF_SRC,
            result.memory));
    gradient.block.release();
    contribute(c.input(), result);
  }

  private void imageGradient(ConvWeights weights, Tensor given) {
    Node.Conv c = weights.conv;
    long[] in = forward.shape(c.input());
    long[] out = forward.shape(c.name());
    memory.desc layout = Dnn.plain(weights.shape());
    Tensor plain = new Tensor(dnn, layout, arena.fresh(layout.get_size()));
    refresh(weights, dnn.reorder(weights.values, plain));
    Tensor gradient = arranged(given, Dnn.pixels(out));
    Tensor result = tensor(Dnn.plain(in));
    steps.add(new ImageGradient(dnn, arena, c, plain, gradient, out, result, (int) in[2]));
    gradient.block.release();
    contribute(c.input(), result);
  }

  /** Copies weights, once or, where training changes them, in every step. */
  private void refresh(ConvWeights weights, Runnable copy) {
    if (mode.weightGradients() && weights.trainable) {
      steps.add(copy);
    } else {
      copy.run();
    }
  }

  private void pool(String name, String input, Tensor given) {
    Tensor gradient = arranged(given, forward.values.get(name).layout);
    Tensor result = tensor(forward.values.get(input).layout);
    steps.add(forward.pools.get(name).backward(gradient, result));
    gradient.block.release();
    contribute(input, result);
  }

  /** Adds to a value's gradient; takes over the caller's share of the memory. */
  private void contribute(String value, Tensor gradient) {
    Tensor present = gradients.get(value);
    if (present == null) {
      gradients.put(value, gradient);
      return;
    }
    Tensor more = arranged(gradient, present.layout);
    Tensor result = present.block.shared() ? tensor(present.layout) : present;
    var chosen =
        new binary.primitive_desc(
            new binary.desc(algorithm.binary_add.value, present.layout, more.layout, result.layout),
            dnn.engine());
    steps.add(
        dnn.bind(
            new binary(chosen),
            DNNL_ARG_SRC_0,
            present.memory,
            DNNL_ARG_SRC_1,
            more.memory,
            DNNL_ARG_DST,
            result.memory));
    more.block.release();
    if (result != present) {
      present.block.release();
      gradients.put(value, result);
    }
  }

  /** The gradient in another layout; its own share of memory goes with it. */
  private Tensor arranged(Tensor gradient, memory.desc layout) {
    Tensor copy = arrangedCopy(gradient, layout);
    ForwardPass.release(gradient, copy);
    return copy;
  }

  private Tensor arrangedCopy(Tensor tensor, memory.desc layout) {
    if (tensor.sameLayout(layout)) {
      return tensor;
    }
    Tensor copy = tensor(layout);
    steps.add(dnn.reorder(tensor, copy));
    return copy;
  }

  private Tensor tensor(memory.desc layout) {
    return arena.tensor(dnn, layout);
  }
}
