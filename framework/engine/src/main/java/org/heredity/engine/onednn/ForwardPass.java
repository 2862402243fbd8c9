package org.heredity.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.heredity.engine.plan.Activation;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Operation;
import org.heredity.engine.plan.Plan;
import org.heredity.layers.Axis;
import org.heredity.layers.Window;

/**
 * Compiles a plan's forward pass: which primitives run in which order on which memory. A ReLU, and
 * a sum before it, become part of the convolution or batch norm that they follow. Without
 * gradients, results that are no longer needed give their memory back.
 */
final class ForwardPass implements Node.VoidVisitor {
  final Values values = new Values();
  final ForwardConvolutions convolutions;
  final Map<String, Pooling> pools = new HashMap<>();
  final Map<String, CompiledNorm> norms = new HashMap<>();
  final Map<String, CompiledOperation> operations = new HashMap<>();

  /** ReLUs that are part of a batch norm: its backward pass does theirs. */
  final Set<String> insideNorm = new HashSet<>();

  /**
   * A compiled batch norm.
   *
   * @param workspace where the ReLU inside it was open; null without one
   */
  record CompiledNorm(batch_normalization_forward.primitive_desc chosen, Tensor workspace) {}

  private final Steps steps;
  private final WeightBank bank;
  private final Mode mode;
  private final StageSteps stages;
  private final Watch watch;
  private final Consumers consumers;
  private final ForwardOperations compiler;

  ForwardPass(
      Dnn dnn,
      Arena arena,
      WeightBank bank,
      Plan plan,
      Mode mode,
      int batch,
      int side,
      StageSteps stages,
      Watch watch) {
    this.steps = new Steps(dnn, arena);
    this.bank = bank;
    this.mode = mode;
    this.stages = stages;
    this.watch = watch;
    this.consumers = new Consumers(plan);
    boolean nhwc = Lowering.share(plan, side, mode) > 0.3;
    this.convolutions = new ForwardConvolutions(steps, bank, mode, values, consumers, nhwc);
    this.compiler = new ForwardOperations(steps, bank, mode, values);
    long[] images = {batch, 3, side, side};
    values.put(Plan.INPUT, steps.tensor(Dnn.plain(images)), images);
    for (Node node : plan.nodes()) {
      if (!values.names().contains(node.name())) {
        node.accept(this);
      }
    }
  }

  List<Runnable> steps() {
    return steps.all();
  }

  @Override
  public void conv(Node.Conv c) {
    ForwardConvolutions.Result result = convolutions.compile(c);
    Node last = c;
    values.put(c.name(), result.tensor(), values.shapeOf(c));
    if (result.fused().add() != null) {
      used(result.fused().summand());
    }
    for (Node fused : result.fused().nodes()) {
      put(fused, result.tensor());
      last = fused;
    }
    Activation activation = result.fused().activation();
    if (activation != null) {
      operations.put(activation.name(), new CompiledActivation(activation, null, result.tensor()));
    }
    used(c.input());
    stage(last.name());
  }

  @Override
  public void padShortcut(Node.PadShortcut s) {
    conv(bank.conv(s.name()).conv);
  }

  @Override
  public void norm(Node.Norm n) {
    NormWeights weights = bank.norm(n.name());
    Tensor source = values.tensor(n.input());
    boolean train = mode == Mode.TRAIN;
    boolean fuses = train || mode == Mode.INFER;
    Node.Relu relu = fuses ? consumers.only(n.name(), Node.Relu.class) : null;
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
                (mode.gradients() ? prop_kind.forward_training : prop_kind.forward_inference).value,
                source.layout,
                (float) n.epsilon(),
                flags),
            steps.dnn.engine());
    Tensor result = steps.tensor(chosen.dst_desc());
    Tensor workspace = relu == null || !train ? null : steps.tensor(chosen.workspace_desc());
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of(DNNL_ARG_SRC, source.memory, DNNL_ARG_DST, result.memory));
    arguments.addAll(List.of(DNNL_ARG_MEAN, weights.mean.memory));
    arguments.addAll(List.of(DNNL_ARG_VARIANCE, weights.variance.memory));
    arguments.addAll(List.of(DNNL_ARG_SCALE_SHIFT, weights.scaleShift.memory));
    if (workspace != null) {
      arguments.addAll(List.of(DNNL_ARG_WORKSPACE, workspace.memory));
      insideNorm.add(relu.name());
    }
    steps.add(new batch_normalization_forward(chosen), arguments.toArray());
    norms.put(n.name(), new CompiledNorm(chosen, workspace));
    if (train) {
      long[] shape = values.shape(n.input());
      double count = (double) shape[0] * shape[2] * shape[3];
      steps.add(() -> weights.track(count));
    }
    put(n, result);
    used(n.input());
    if (relu == null) {
      stage(n.name());
    }
    rectified(relu, result);
  }

  @Override
  public void relu(Node.Relu r) {
    Tensor source = values.tensor(r.input());
    Tensor result = steps.tensor(source.layout);
    var chosen =
        new eltwise_forward.primitive_desc(
            new eltwise_forward.desc(
                prop_kind.forward_inference.value,
                algorithm.eltwise_relu.value,
                source.layout,
                0f,
                0f),
            steps.dnn.engine());
    steps.add(
        new eltwise_forward(chosen), DNNL_ARG_SRC, source.memory, DNNL_ARG_DST, result.memory);
    put(r, result);
    used(r.input());
    stage(r.name());
  }

  @Override
  public void add(Node.Add a) {
    sum(a, steps.inLayout(values.tensor(a.second()), values.tensor(a.first()).layout));
    used(a.first());
    used(a.second());
  }

  @Override
  public void offset(Node.Offset o) {
    int batch = (int) values.shape(o.input())[0];
    sum(o, bank.map(o, batch, values.tensor(o.input()).layout, steps.arena));
    used(o.input());
  }

  /** The sum of a node's first input and a tensor of its layout, with the ReLU that follows it. */
  private void sum(Node node, Tensor second) {
    Tensor first = values.tensor(node.inputs().get(0));
    Node.Relu relu = consumers.only(node.name(), Node.Relu.class);
    Tensor result = steps.tensor(first.layout);
    steps.addSum(first, second, relu != null, result);
    put(node, result);
    if (relu == null) {
      stage(node.name());
    }
    rectified(relu, result);
  }

  @Override
  public void maxPool(Node.MaxPool p) {
    long[] in = values.shape(p.input());
    Window window = p.window((int) in[1], (int) in[2], (int) in[3]);
    pool(p, Pooling.largest(steps.dnn, steps.arena, window));
  }

  @Override
  public void globalAverage(Node.GlobalAverage g) {
    long[] in = values.shape(g.input());
    int height = (int) in[2];
    int width = (int) in[3];
    Window whole = new Window(Axis.of(height, height, 0), Axis.of(width, width, 0));
    pool(g, Pooling.average(steps.dnn, steps.arena, whole, false));
  }

  @Override
  public void operation(Operation o) {
    CompiledOperation compiled = o.accept(compiler);
    operations.put(o.name(), compiled);
    put(o, compiled.result());
    o.inputs().forEach(this::used);
    stage(o.name());
  }

  private void pool(Node node, Pooling pooling) {
    String input = node.inputs().get(0);
    long[] in = values.shape(input);
    steps.add(pooling.forward(values.tensor(input), in, mode.gradients()));
    pools.put(node.name(), pooling);
    put(node, pooling.result());
    used(input);
    stage(node.name());
  }

  private void put(Node node, Tensor value) {
    values.put(node.name(), value, values.shapeOf(node));
  }

  /** Takes note of a ReLU that was computed with the node before it, if there is one. */
  private void rectified(Node.Relu relu, Tensor result) {
    if (relu != null) {
      put(relu, result);
      stage(relu.name());
    }
  }

  /** Gives a value's memory back once its last consumer is compiled. */
  private void used(String value) {
    boolean last = consumers.used(value);
    if (last && mode == Mode.INFER && !value.equals(Plan.INPUT) && !stages.watches(value)) {
      values.tensor(value).block.release();
    }
  }

  private void stage(String value) {
    Tensor tensor = values.tensor(value);
    long[] shape = values.shape(value);
    watch.step(value, tensor).ifPresent(steps::add);
    stages.forward(value, tensor, shape).ifPresent(steps::add);
  }
}
