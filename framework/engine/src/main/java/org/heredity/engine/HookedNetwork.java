package org.heredity.engine;

import java.util.List;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.NonFiniteException;
import org.heredity.engine.memory.Scope;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.plan.Runner;
import org.heredity.engine.plan.StageHook;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network in eval mode whose rectified values a hook sees and may make smaller, such as set to 0
 * where a module of it has no neuron. Its weights do not change. Batches are computed whole. Not
 * thread-safe; holds native memory until closed.
 */
public final class HookedNetwork implements AutoCloseable {
  private final Runner runner;
  private final Head head;
  private final Scope own;

  private HookedNetwork(Runner runner, Head head, Scope own) {
    this.runner = runner;
    this.head = head;
    this.own = own;
  }

  /**
   * For logits alone.
   *
   * @param places ReLUs of the plan, by name; the hook knows them by their index
   * @param hook may not make values larger, so that what was proved of the network's range holds
   * @throws IllegalArgumentException if a place is no ReLU
   * @throws org.heredity.checkpoint.CheckpointException listing missing, unexpected and misshapen
   *     tensors
   */
  public static HookedNetwork of(
      NetworkSpec spec, StateDict weights, List<String> places, StageHook hook) {
    return of(spec, weights, places, hook, Mode.INFER);
  }

  /** As {@link #of}, for {@link #backward} too: the hook also sees the gradients of its values. */
  public static HookedNetwork withGradients(
      NetworkSpec spec, StateDict weights, List<String> places, StageHook hook) {
    return of(spec, weights, places, hook, Mode.ATTACK);
  }

  private static HookedNetwork of(
      NetworkSpec spec, StateDict weights, List<String> places, StageHook hook, Mode mode) {
    Plan plan = spec.plan();
    List<String> rectified = plan.nodes(Node.Relu.class).stream().map(Node::name).toList();
    if (!rectified.containsAll(places)) {
      throw new IllegalArgumentException("expected ReLUs among " + rectified + ", got " + places);
    }
    StateDict fitted = Tensors.fit(spec, weights);
    Scope own = new Scope();
    own.own(fitted, weights);
    return new HookedNetwork(
        Runners.hooked(spec, fitted, mode, places, hook), new Head(plan.head(), fitted), own);
  }

  /**
   * Logits of {@code [N, 3, side, side]} as the hook leaves them, {@code [N, classes]}; the array
   * is the caller's.
   *
   * @throws NonFiniteException if values may have overflowed single precision
   */
  public INDArray logits(INDArray images) {
    try (INDArray features = runner.forward(images)) {
      int[] doubtful = runner.doubtful();
      if (doubtful.length > 0) {
        throw new NonFiniteException(
            "larger than single precision is good for, for "
                + doubtful.length
                + " of "
                + images.size(0)
                + " images");
      }
      return head.forward(features);
    }
  }

  /**
   * Shows the hook the gradients of the last batch's values, last place first.
   *
   * @param logitGradient {@code [N, classes]}, of the logits of that batch
   * @throws UnsupportedOperationException if the network was not made for gradients
   */
  public void backward(INDArray logitGradient) {
    try (INDArray gradient = head.backward(logitGradient)) {
      runner.backward(gradient);
    }
  }

  /** Bytes of native memory held now. */
  public long bytes() {
    return runner.bytes();
  }

  @Override
  public void close() {
    runner.close();
    own.close();
  }
}
