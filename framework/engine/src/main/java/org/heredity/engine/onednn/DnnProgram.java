package org.heredity.engine.onednn;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.OverflowProof;
import org.heredity.engine.plan.Plan;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Memory and primitives, run one after the other. */
final class DnnProgram implements Program {
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

  /** Values of one image's features. */
  long features() {
    return featureShape[1];
  }

  @Override
  public INDArray forward(INDArray images) {
    run(Plain.floats(images));
    return Plain.array(features, featureShape);
  }

  /** As {@link #forward(INDArray)}, into what is given. */
  void forward(FloatBuffer images, FloatBuffer into) {
    run(images);
    into.put(features.floats().limit(into.remaining()));
  }

  private void run(FloatBuffer images) {
    Tensor input = forward.values.tensor(Plan.INPUT);
    input.floats().put(images);
    watch.images(input);
    forwardSteps.forEach(Runnable::run);
  }

  @Override
  public void backward(INDArray gradient) {
    backward(Plain.floats(gradient));
  }

  /** As {@link #backward(INDArray)}. */
  void backward(FloatBuffer gradient) {
    featureGradient.floats().put(gradient);
    backwardSteps.forEach(Runnable::run);
  }

  @Override
  public void imageGradient(INDArray into) {
    imageGradient(Plain.writable(into));
  }

  /** As {@link #imageGradient(INDArray)}. */
  void imageGradient(FloatBuffer into) {
    into.put(imageGradient.floats().limit(into.remaining()));
  }

  @Override
  public int[] doubtful() {
    return watch.doubtful();
  }

  @Override
  public INDArray value(String node) {
    return stages.read(forward.values.tensor(node), forward.values.shape(node));
  }

  @Override
  public long bytes() {
    return arena.bytes();
  }

  @Override
  public void close() {
    arena.close();
  }
}
