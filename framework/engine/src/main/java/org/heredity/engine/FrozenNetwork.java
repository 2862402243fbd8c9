package org.heredity.engine;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.plan.Runner;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network in eval mode whose weights do not change: batch norm folded into the convolutions,
 * buffers reused. Images are {@code [N, 3, side, side]}, float, NCHW, normalised. An image's result
 * does not depend on its neighbours. Not thread-safe; holds native memory until closed.
 */
public final class FrozenNetwork implements AutoCloseable {
  private final NetworkSpec spec;
  private final Plan plan;
  private final StateDict weights;
  private final Head head;
  private final Map<Mode, Runner> runners = new EnumMap<>(Mode.class);
  private Runner staged;

  private FrozenNetwork(NetworkSpec spec, Plan plan, StateDict weights) {
    this.spec = spec;
    this.plan = plan;
    this.weights = weights;
    this.head = new Head(plan.head(), weights);
  }

  /**
   * Takes the weights; each kind of work is compiled when it is first asked for.
   *
   * @throws org.heredity.checkpoint.CheckpointException listing missing, unexpected and misshapen
   *     tensors
   */
  public static FrozenNetwork of(NetworkSpec spec, StateDict weights) {
    Plan plan = Plan.of(spec.architecture().build(spec).getConfiguration());
    return new FrozenNetwork(spec, plan, Tensors.fit(spec, plan, weights));
  }

  public NetworkSpec spec() {
    return spec;
  }

  /** Logits, {@code [N, classes]}; the array is the caller's. */
  public INDArray logits(INDArray images) {
    return head.forward(features(images));
  }

  /** Features after global average pooling, {@code [N, channels]}; the array is the caller's. */
  public INDArray features(INDArray images) {
    return runner(Mode.INFER).forward(images);
  }

  /** Logits of features, {@code [N, classes]}: the head alone. */
  public INDArray head(INDArray features) {
    return head.forward(features);
  }

  /**
   * The objective's mean over the batch, and its gradient with respect to the images.
   *
   * @param gradient like {@code images}, overwritten
   */
  public double inputGradient(INDArray images, Objective objective, INDArray gradient) {
    Runner runner = runner(Mode.ATTACK);
    INDArray features = runner.forward(images);
    double value;
    INDArray featureGradient;
    if (objective.output() == Objective.Output.FEATURES) {
      featureGradient = features.ulike();
      value = objective.evaluate(features, featureGradient);
    } else {
      INDArray logits = head.forward(features);
      INDArray logitGradient = logits.ulike();
      value = objective.evaluate(logits, logitGradient);
      featureGradient = head.backward(logitGradient);
    }
    runner.backward(featureGradient);
    runner.imageGradient(gradient);
    return value;
  }

  /** An eval-mode forward with batch norm not folded, shown to {@code observer}. */
  public void observe(INDArray images, ConvolutionObserver observer) {
    Runner runner = runner(Mode.OBSERVE);
    runner.forward(images);
    for (Node.Conv conv : plan.convolutions()) {
      observer.observe(conv.name(), runner.value(conv.input()), runner.value(conv.name()));
    }
  }

  /** The output of each stage, first to last, {@code [N, C, H, W]}; the arrays are the caller's. */
  public INDArray[] stages(INDArray images) {
    if (staged == null) {
      staged = Runners.create(spec, plan, weights, Mode.INFER, List.of(), true);
    }
    staged.forward(images);
    return spec.architecture().stages().stream().map(staged::value).toArray(INDArray[]::new);
  }

  /** Bytes of native memory held now. */
  public long bytes() {
    long sum = runners.values().stream().mapToLong(Runner::bytes).sum();
    return staged == null ? sum : sum + staged.bytes();
  }

  private Runner runner(Mode mode) {
    return runners.computeIfAbsent(
        mode, m -> Runners.create(spec, plan, weights, m, List.of(), false));
  }

  @Override
  public void close() {
    runners.values().forEach(Runner::close);
    runners.clear();
    if (staged != null) {
      staged.close();
      staged = null;
    }
  }
}
