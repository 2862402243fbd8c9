package org.heredity.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;

/**
 * Lays out a plan's forward pass: which primitives run in which order on which memory. A ReLU, and
 * a sum before it, become part of the convolution or batch norm that they follow. Without
 * gradients, results that are no longer needed give their memory back.
 */
final class ForwardPass {
  final Map<String, Tensor> values = new HashMap<>();

  /** What each convolution really read, where its layout differs from the value's. */
  final Map<String, Tensor> sources = new HashMap<>();

  final Map<String, Tensor> workspaces = new HashMap<>();

  /** ReLUs that are part of a batch norm: its backward pass does theirs. */
  final Set<String> insideNorm = new HashSet<>();

  final Map<String, Laid> convolutions = new HashMap<>();
  final Map<String, Pooling> pools = new HashMap<>();
  final Map<String, batch_normalization_forward.primitive_desc> norms = new HashMap<>();
  final List<Runnable> steps = new ArrayList<>();

  /**
   * A convolution as it was laid out: by oneDNN's own kernel or pixel by pixel, one of them null.
   */
  record Laid(convolution_forward.primitive_desc direct, NhwcConvolution pixels) {}

  private final Dnn dnn;
  private final Arena arena;
  private final WeightBank bank;
  private final Plan plan;
  private final Mode mode;
  private final int batch;
  private final StageSteps stages;
  private final Consumers consumers;

  /** Whether values lie pixel by pixel, as most of the convolutions want it. */
  private final boolean pixels;

  private final Map<String, long[]> shapes = new HashMap<>();
  private final Set<String> done = new HashSet<>();

  ForwardPass(
      Dnn dnn,
      Arena arena,
      WeightBank bank,
      Plan plan,
      Mode mode,
      int batch,
      int side,
      StageSteps stages) {
    this.dnn = dnn;
    this.arena = arena;
    this.bank = bank;
    this.plan = plan;
    this.mode = mode;
    this.batch = batch;
    this.stages = stages;
    this.consumers = new Consumers(plan);
    this.pixels = Lowering.share(plan, side, mode) > 0.3;
    put(Plan.INPUT, tensor(Dnn.plain(batch, 3, side, side)), batch, 3, side, side);
    for (Node node : plan.nodes()) {
      if (!done.contains(node.name())) {
        lay(node);
      }
    }
  }

  long[] shape(String value) {
    return shapes.get(value);
  }

  private void lay(Node node) {
    if (node instanceof Node.Conv || node instanceof Node.PadShortcut) {
      conv(bank.conv(node.name()).conv);
    } else if (node instanceof Node.Norm n) {
      norm(n);
    } else if (node instanceof Node.Relu r) {
      relu(r);
    } else if (node instanceof Node.Add a) {
      add(a);
    } else if (node instanceof Node.Offset o) {
      sum(o.name(), o.input(), bank.map(o, batch, values.get(o.input()).layout, arena));
      used(o.input());
    } else if (node instanceof Node.MaxPool p) {
      pool(p.name(), p.input(), Pooling.of(dnn, arena, p));
    } else if (node instanceof Node.GlobalAverage g) {
      int side = (int) shape(g.input())[2];
      pool(g.name(), g.input(), Pooling.average(dnn, arena, side));
    }
  }

  private void conv(Node.Conv c) {
    long side = (shape(c.input())[2] + 2L * c.padding() - c.kernel()) / c.stride() + 1;
    long[] out = {batch, c.out(), side, side};

    boolean sparse = bank.sparse(c.name());
    Lowering way = sparse ? Lowering.DIRECT : Lowering.of(c, (int) side, mode);
    NhwcConvolution pixel = bank.conv(c.name()).pixels(arena, way, batch, (int) side);
    Node.Offset offset =
        pixel == null && consumers.only(c.name()) instanceof Node.Offset o ? o : null;
    String moved = offset == null ? c.name() : offset.name();
    Node.Add add = mode.folded() ? consumers.fusableAdd(moved, values.keySet()) : null;
    Tensor other = add == null ? null : values.get(Consumers.other(add, moved));
    Node.Relu relu = mode.folded() ? consumers.onlyRelu(add == null ? moved : add.name()) : null;
    Tensor result;
    if (sparse) {
      result = sparse(c, out, offset, other, relu != null);
    } else if (pixel != null) {
      result = pixels(c, pixel, out, other, relu != null);
    } else {
      result = dense(c, out, offset, other, relu != null);
    }
    String last = c.name();
    put(last, result, out);
    if (add != null) {
      used(Consumers.other(add, moved));
    }
    for (Node fused : Arrays.asList(offset, add, relu)) {
      if (fused != null) {
        put(last = fused.name(), result, out);
      }
    }
    used(c.input());
    stage(last);
  }

  private Tensor dense(Node.Conv c, long[] out, Node.Offset offset, Tensor other, boolean relu) {
    ConvWeights weights = bank.conv(c.name());
    // What oneDNN takes by itself: with a summand, or sources and results laid out apart, it has
    // only slow kernels where it may choose.
    var free =
        new convolution_forward.primitive_desc(
            convolution(c, weights, layout(shape(c.input())), layout(out)), dnn.engine());
    memory.desc target = free.dst_desc();
    PostOps after = new PostOps();
    if (offset != null) {
      after.add(bank.map(offset, batch, target, arena));
    }
    Tensor summand = other == null ? null : arranged(other, target);
    primitive_attr attributes = after.add(summand).relu(relu).attributes();
    var chosen =
        new convolution_forward.primitive_desc(
            convolution(c, weights, free.src_desc(), target), attributes, dnn.engine());
    weights.choose(chosen.weights_desc());
    Tensor source = arranged(values.get(c.input()), chosen.src_desc());
    sources.put(c.name(), source);
    Tensor result = tensor(chosen.dst_desc());

    List<Object> arguments =
        new ArrayList<>(List.of(DNNL_ARG_SRC, source.memory, DNNL_ARG_DST, result.memory));
    arguments.addAll(List.of(DNNL_ARG_WEIGHTS, weights.values.memory));
    if (weights.bias != null) {
      arguments.addAll(List.of(DNNL_ARG_BIAS, weights.bias.memory));
    }
    after.bind(arguments);
    steps.add(dnn.bind(new convolution_forward(chosen), arguments.toArray()));
    convolutions.put(c.name(), new Laid(chosen, null));
    if (!mode.weightGradients() && mode != Mode.OBSERVE) {
      release(source, values.get(c.input()));
    }
    release(summand, other);
    return result;
  }

  private convolution_forward.desc convolution(
      Node.Conv c, ConvWeights weights, memory.desc read, memory.desc to) {
    int kind = (mode.gradients() ? prop_kind.forward_training : prop_kind.forward_inference).value;
    int direct = algorithm.convolution_direct.value;
    long[] strides = {c.stride(), c.stride()};
    long[] padding = {c.padding(), c.padding()};
    if (weights.bias == null) {
      return new convolution_forward.desc(
          kind, direct, read, weights.wanted(), to, strides, padding, padding);
    }
    memory.desc bias = weights.bias.layout;
    return new convolution_forward.desc(
        kind, direct, read, weights.wanted(), bias, to, strides, padding, padding);
  }

  private Tensor pixels(
      Node.Conv c, NhwcConvolution convolution, long[] out, Tensor other, boolean relu) {
    ConvWeights weights = bank.conv(c.name());
    Tensor input = values.get(c.input());
    Tensor source = arranged(input, Dnn.pixels(shape(c.input())));
    sources.put(c.name(), source);
    Tensor summand = other == null ? null : arranged(other, Dnn.pixels(out));
    Tensor result = tensor(Dnn.pixels(out));
    steps.add(weights::refreshTurned);
    steps.add(convolution.forward(source, result, weights.bias, summand, relu));
    convolutions.put(c.name(), new Laid(null, convolution));
    if (!mode.weightGradients() && mode != Mode.OBSERVE) {
      release(source, input);
    }
    release(summand, other);
    return result;
  }

  private Tensor sparse(Node.Conv c, long[] out, Node.Offset offset, Tensor other, boolean relu) {
    Tensor input = values.get(c.input());
    Tensor source = arranged(input, Dnn.imagesInnermost(shape(c.input())));
    Tensor summand = other == null ? null : arranged(other, Dnn.imagesInnermost(out));
    Tensor result = tensor(Dnn.imagesInnermost(out));
    SparseKernel kernel = bank.kernel(c, offset, batch, (int) shape(c.input())[2], (int) out[2]);
    steps.add(kernel.bind(source, summand, relu, result));
    release(source, input);
    release(summand, other);
    return result;
  }

  /** The layout to ask oneDNN for. */
  memory.desc layout(long[] shape) {
    return pixels ? Dnn.pixels(shape) : Dnn.any(shape);
  }

  private void norm(Node.Norm n) {
    NormWeights weights = bank.norm(n.name());
    Tensor source = values.get(n.input());
    boolean train = mode == Mode.TRAIN;
    Node.Relu relu = train ? consumers.onlyRelu(n.name()) : null;
    int flags = normalization_flags.use_scale_shift.value;
    if (!train) {
      flags |= normalization_flags.use_global_stats.value;
    }
    if (relu != null) {
      flags |= normalization_flags.fuse_norm_relu.value;
    }
    var chosen =
        new batch_normalization_forward.primitive_desc(
            new batch_normalization_forward.desc(
                (train ? prop_kind.forward_training : prop_kind.forward_inference).value,
                source.layout,
                (float) n.epsilon(),
                flags),
            dnn.engine());
    Tensor result = tensor(chosen.dst_desc());
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of(DNNL_ARG_SRC, source.memory, DNNL_ARG_DST, result.memory));
    arguments.addAll(List.of(DNNL_ARG_MEAN, weights.mean.memory));
    arguments.addAll(List.of(DNNL_ARG_VARIANCE, weights.variance.memory));
    arguments.addAll(List.of(DNNL_ARG_SCALE_SHIFT, weights.scaleShift.memory));
    if (relu != null) {
      Tensor workspace = tensor(chosen.workspace_desc());
      workspaces.put(n.name(), workspace);
      arguments.addAll(List.of(DNNL_ARG_WORKSPACE, workspace.memory));
      insideNorm.add(relu.name());
    }
    steps.add(dnn.bind(new batch_normalization_forward(chosen), arguments.toArray()));
    norms.put(n.name(), chosen);
    long[] shape = shape(n.input());
    if (train) {
      double count = (double) shape[0] * shape[2] * shape[3];
      steps.add(() -> weights.track(count));
    }
    put(n.name(), result, shape);
    used(n.input());
    if (relu != null) {
      put(relu.name(), result, shape);
      stage(relu.name());
    }
  }

  private void relu(Node.Relu r) {
    Tensor source = values.get(r.input());
    Tensor result = tensor(source.layout);
    var chosen =
        new eltwise_forward.primitive_desc(
            new eltwise_forward.desc(
                prop_kind.forward_inference.value,
                algorithm.eltwise_relu.value,
                source.layout,
                0f,
                0f),
            dnn.engine());
    steps.add(
        dnn.bind(
            new eltwise_forward(chosen), DNNL_ARG_SRC, source.memory, DNNL_ARG_DST, result.memory));
    put(r.name(), result, shape(r.input()));
    used(r.input());
    stage(r.name());
  }

  private void add(Node.Add a) {
    Tensor second = arranged(values.get(a.second()), values.get(a.first()).layout);
    sum(a.name(), a.first(), second);
    used(a.first());
    used(a.second());
  }

  /** A sum of two results of one layout, with the ReLU that follows it. */
  private void sum(String name, String input, Tensor second) {
    Tensor first = values.get(input);
    Node.Relu relu = consumers.onlyRelu(name);
    Tensor result = tensor(first.layout);
    var chosen =
        new binary.primitive_desc(
            new binary.desc(algorithm.binary_add.value, first.layout, second.layout, result.layout),
            new PostOps().relu(relu != null).attributes(),
            dnn.engine());
    steps.add(
        dnn.bind(
            new binary(chosen),
            DNNL_ARG_SRC_0,
            first.memory,
            DNNL_ARG_SRC_1,
            second.memory,
            DNNL_ARG_DST,
            result.memory));
    put(name, result, shape(input));
    if (relu != null) {
      put(relu.name(), result, shape(input));
      stage(relu.name());
    }
  }

  private void pool(String name, String input, Pooling pooling) {
    long[] in = shape(input);
    Tensor source = values.get(input);
    source = source.sameLayout(Dnn.imagesInnermost(in)) ? arranged(source, Dnn.plain(in)) : source;
    steps.add(pooling.forward(source, in, mode.gradients()));
    pools.put(name, pooling);
    put(name, pooling.result(), pooling.shape(in));
    used(input);
  }

  private void put(String name, Tensor value, long... shape) {
    values.put(name, value);
    shapes.put(name, shape);
    done.add(name);
  }

  /** Gives a value's memory back once its last consumer is laid out. */
  private void used(String value) {
    boolean last = consumers.used(value);
    if (last && mode == Mode.INFER && !value.equals(Plan.INPUT) && !stages.watches(value)) {
      values.get(value).block.release();
    }
  }

  private void stage(String value) {
    stages.forward(value, values.get(value), shape(value)).ifPresent(steps::add);
  }

  /** Gives a copy's memory back, unless it is the original itself. */
  static void release(Tensor copy, Tensor original) {
    if (copy != original) {
      copy.block.release();
    }
  }

  private Tensor arranged(Tensor value, memory.desc layout) {
    if (value.sameLayout(layout)) {
      return value;
    }
    Tensor copy = tensor(layout);
    steps.add(dnn.reorder(value, copy));
    return copy;
  }

  private Tensor tensor(memory.desc layout) {
    return arena.tensor(dnn, layout);
  }
}
