package org.heredity.engine.onednn;

import java.util.ArrayList;
import java.util.List;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.OverflowProof;
import org.heredity.engine.plan.Plan;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A plan compiled for one batch size: memory and primitives, ready to run. */
final class DnnProgram implements AutoCloseable {
  private final Arena arena = new Arena();
  private final ForwardPass forward;
  private final StageSteps stages;
  private final Watch watch;
  private final Tensor features;
  private final Tensor featureGradient;
  private final Tensor imageGradient;
  private final List<Runnable> forwardSteps;
  private final List<Runnable> backwardSteps;
  private final long[] featureShape;

  DnnProgram(
      Dnn dnn,
      WeightBank bank,
      Plan plan,
      Mode mode,
      int batch,
      int side,
      StageSteps stages,
      OverflowProof proof) {
    this.stages = stages;
    this.watch = new Watch(proof, batch);
    forward = new ForwardPass(dnn, arena, bank, plan, mode, batch, side, stages, watch);
    long[] shape = forward.values.shape(plan.features());
    featureShape = new long[] {batch, shape[1] * shape[2] * shape[3]};
    features = arena.tensor(dnn, Dnn.plain(shape));
    forwardSteps = new ArrayList<>(forward.steps());
    forwardSteps.add(dnn.reorder(forward.values.tensor(plan.features()), features));
    backwardSteps = new ArrayList<>();
    if (!mode.gradients()) {
      featureGradient = null;
      imageGradient = null;
      return;
    }
    BackwardPass backward = new BackwardPass(dnn, arena, bank, plan, mode, forward, stages);
    featureGradient = arena.tensor(dnn, Dnn.plain(shape));
    backwardSteps.add(dnn.reorder(featureGradient, backward.featureGradient));
    backwardSteps.addAll(backward.steps());
    if (mode == Mode.ATTACK) {
      imageGradient = arena.tensor(dnn, forward.values.tensor(Plan.INPUT).layout);
      backwardSteps.add(dnn.reorder(backward.imageGradient, imageGradient));
    } else {
      imageGradient = null;
    }
  }

  INDArray forward(INDArray images) {
    Tensor input = forward.values.tensor(Plan.INPUT);
    Plain.copy(images, input);
    watch.images(input);
    forwardSteps.forEach(Runnable::run);
    return Plain.array(features, featureShape);
  }

  void backward(INDArray gradient) {
    Plain.copy(gradient, featureGradient);
    backwardSteps.forEach(Runnable::run);
  }

  void imageGradient(INDArray into) {
    Plain.copy(imageGradient, into);
  }

  int[] doubtful() {
    return watch.doubtful();
  }

  INDArray value(String node) {
    return stages.read(forward.values.tensor(node), forward.values.shape(node));
  }

  long bytes() {
    return arena.bytes();
  }

  @Override
  public void close() {
    arena.close();
  }
}
