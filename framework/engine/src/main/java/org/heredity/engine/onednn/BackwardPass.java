package org.heredity.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Operation;
import org.heredity.engine.plan.Plan;

/**
 * Compiles a plan's backward pass, from the features to the images. Memory is given back as soon as
 * a gradient has been passed on. Gradients that nobody asked for are not computed.
 */
final class BackwardPass {
  /** Of the features, to be filled before a run; of their layout. */
  final Tensor featureGradient;

  /** Of the images; null unless the mode asks for it. */
  final Tensor imageGradient;

  private final Steps steps;
  private final WeightBank bank;
  private final Mode mode;
  private final ForwardPass forward;
  private final Values values;
  private final StageSteps stages;
  private final Gradients gradients;
  private final BackwardConvolutions convolutions;

  BackwardPass(
      Dnn dnn,
      Arena arena,
      WeightBank bank,
      Plan plan,
      Mode mode,
      ForwardPass forward,
      StageSteps stages) {
    this.steps = new Steps(dnn, arena);
    this.bank = bank;
    this.mode = mode;
    this.forward = forward;
    this.values = forward.values;
    this.stages = stages;
    this.gradients = new Gradients(steps);
    this.convolutions = new BackwardConvolutions(steps, bank, mode, forward, gradients);
    featureGradient = steps.tensor(values.tensor(plan.features()).layout);
    gradients.contribute(plan.features(), featureGradient);
    featureGradient.block.retain();
    for (int i = plan.nodes().size() - 1; i >= 0; i--) {
      Node node = plan.nodes().get(i);
      Tensor gradient = gradients.take(node.name());
      if (gradient != null) {
        node.accept(new Compiler(staged(node.name(), gradient)));
      }
    }
    imageGradient = gradients.take(Plan.INPUT);
  }

  /** Lets hooks see the gradient of a stage's result; theirs alone, for they may change it. */
  private Tensor staged(String name, Tensor given) {
    Tensor output = values.tensor(name);
    Tensor own = given;
    if (stages.hooked(name) && given.block.shared()) {
      own = steps.tensor(given.layout);
      steps.add(steps.dnn.reorder(given, own));
      given.block.release();
    }
    stages.backward(name, output, own, values.shape(name)).ifPresent(steps::add);
    return own;
  }

  List<Runnable> steps() {
    return steps.all();
  }

  /** Passes the gradient of a node's result on to its inputs. */
  private final class Compiler implements Node.VoidVisitor {
    private final Tensor given;

    Compiler(Tensor given) {
      this.given = given;
    }

    @Override
    public void conv(Node.Conv c) {
      convolutions.compile(c, given);
    }

    @Override
    public void padShortcut(Node.PadShortcut s) {
      convolutions.compile(bank.conv(s.name()).conv, given);
    }

    @Override
    public void norm(Node.Norm n) {
      NormWeights weights = bank.norm(n.name());
      if (mode != Mode.TRAIN) {
        Tensor fixed = new FixedNorm(steps, weights).gradient(given, values.shape(n.name()));
        gradients.contribute(n.input(), fixed);
        return;
      }
      Tensor source = values.tensor(n.input());
      Tensor gradient = steps.movedToLayout(given, source.layout);
      Tensor result = gradient.block.shared() ? steps.tensor(source.layout) : gradient;
      Tensor workspace = forward.norms.get(n.name()).workspace();
      int flags = normalization_flags.use_scale_shift.value;
      if (workspace != null) {
        flags |= normalization_flags.fuse_norm_relu.value;
      }
      var chosen =
          new batch_normalization_backward.primitive_desc(
              new batch_normalization_backward.desc(
                  prop_kind.backward.value,
                  source.layout,
                  source.layout,
                  (float) n.epsilon(),
                  flags),
              steps.dnn.engine(),
              forward.norms.get(n.name()).chosen());
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
      steps.add(new batch_normalization_backward(chosen), arguments.toArray());
      Steps.releaseCopy(gradient, result);
      gradients.contribute(n.input(), result);
    }

    @Override
    public void relu(Node.Relu r) {
      Tensor output = values.tensor(r.name());
      if (forward.insideNorm.contains(r.name())) {
        gradients.contribute(r.input(), given);
        return;
      }
      Tensor gradient = steps.movedToLayout(given, output.layout);
      Tensor result = gradient.block.shared() ? steps.tensor(output.layout) : gradient;
      int kind = algorithm.eltwise_relu_use_dst_for_bwd.value;
      var hint =
          new eltwise_forward.primitive_desc(
              new eltwise_forward.desc(
                  prop_kind.forward_training.value, kind, output.layout, 0f, 0f),
              steps.dnn.engine());
      var chosen =
          new eltwise_backward.primitive_desc(
              new eltwise_backward.desc(kind, output.layout, output.layout, 0f, 0f),
              steps.dnn.engine(),
              hint);
      steps.add(
          new eltwise_backward(chosen),
          DNNL_ARG_DST,
          output.memory,
          DNNL_ARG_DIFF_DST,
          gradient.memory,
          DNNL_ARG_DIFF_SRC,
          result.memory);
      Steps.releaseCopy(gradient, result);
      gradients.contribute(r.input(), result);
    }

    @Override
    public void add(Node.Add a) {
      given.block.retain();
      gradients.contribute(a.first(), given);
      gradients.contribute(a.second(), given);
    }

    @Override
    public void offset(Node.Offset o) {
      throw new UnsupportedOperationException("an offset is for inference alone, got " + o);
    }

    @Override
    public void maxPool(Node.MaxPool p) {
      pool(p.name(), p.input());
    }

    @Override
    public void globalAverage(Node.GlobalAverage g) {
      pool(g.name(), g.input());
    }

    @Override
    public void operation(Operation o) {
      forward.operations.get(o.name()).backward(steps, given, gradients);
    }

    private void pool(String name, String input) {
      Tensor gradient = steps.movedToLayout(given, values.tensor(name).layout);
      Tensor result = steps.tensor(values.tensor(input).layout);
      steps.add(forward.pools.get(name).backward(gradient, result));
      gradient.block.release();
      gradients.contribute(input, result);
    }
  }
}
