package org.heredity.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.memory.Scope;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.plan.Runner;
import org.heredity.engine.plan.StageHook;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains a network step by step with PyTorch's SGD: weight decay is added to the gradient of every
 * parameter, then momentum, no Nesterov; running statistics with momentum 0.1 and the unbiased
 * variance. Changes the network in place. Not thread-safe.
 */
public final class Trainer implements AutoCloseable {
  /**
   * SGD's settings.
   *
   * @param lr learning rate of all but the head
   * @param lrHead learning rate of the head
   * @param momentum 0 for none
   * @param weightDecay added to the gradient of all but the head, times the parameter
   * @param headDecay added to the gradient of the head, times the parameter
   */
  public record Sgd(
      double lr, double lrHead, double momentum, double weightDecay, double headDecay) {
    /** One weight decay for all parameters. */
    public Sgd(double lr, double lrHead, double momentum, double weightDecay) {
      this(lr, lrHead, momentum, weightDecay, weightDecay);
    }
  }

  private static final String HEAD = "head";
  private static final String STEPS = "steps";

  private final Network network;
  private final Plan plan;
  private final Runner runner;
  private final Head head;
  private final ChannelDropout dropout = new ChannelDropout(ChannelDropout.CLASSIFIER);
  private Sgd sgd;
  private long steps;
  private boolean begun;

  /**
   * Takes the network over until {@link #close}.
   *
   * @param hooks called at the stages, in order forward and in reverse order backward
   */
  public Trainer(Network network, Sgd sgd, List<StageHook> hooks) {
    this.network = network;
    this.sgd = sgd;
    this.plan = network.spec().plan();
    StateDict weights = network.borrowed();
    runner = Runners.create(network.spec(), weights, Mode.TRAIN, hooks, false, dropout);
    head = new Head(plan.head(), weights);
    steps = counter(weights);
    network.live(this::weights);
  }

  private static long counter(StateDict weights) {
    return weights.names().stream()
        .filter(name -> name.endsWith(".num_batches_tracked"))
        .findFirst()
        .map(name -> weights.get(name).getLong(0))
        .orElse(0L);
  }

  /**
   * Has the next step drop values where the published network has dropout, as VGG16 in its
   * classifier; does nothing in an architecture that has none.
   *
   * @param step randomness of that step
   * @param indices of the batch's images in their source
   */
  public void drop(Randomness step, int[] indices) {
    dropout.drop(step, indices);
  }

  /**
   * One step on a batch, in train mode.
   *
   * @param images {@code [N, 3, side, side]}
   * @param targets {@code [N, classes]}, each row a distribution (one-hot, or smoothed)
   * @return mean cross-entropy before the step
   */
  public double step(INDArray images, INDArray targets) {
    double loss = gradients(images, targets);
    runner.sgd(sgd.lr(), sgd.momentum(), sgd.weightDecay());
    head.sgd(sgd.lrHead(), sgd.momentum(), sgd.headDecay());
    return loss;
  }

  /**
   * One step of the head alone: the network is in train mode, so that its running statistics move,
   * but its parameters stay.
   *
   * @param images {@code [N, 3, side, side]}
   * @param targets {@code [N, classes]}, each row a distribution
   * @return mean cross-entropy before the step
   */
  public double stepHead(INDArray images, INDArray targets) {
    try (Scope step = new Scope()) {
      double loss = headGradients(step, images, targets).loss();
      head.sgd(sgd.lrHead(), sgd.momentum(), sgd.headDecay());
      return loss;
    } finally {
      dropout.rest();
    }
  }

  /** Forward and backward without the update. */
  double gradients(INDArray images, INDArray targets) {
    try (Scope step = new Scope()) {
      Forward forward = headGradients(step, images, targets);
      runner.backward(step.add(head.backward(forward.logitGradient())));
      return forward.loss();
    } finally {
      dropout.rest();
    }
  }

  private record Forward(double loss, INDArray logitGradient) {}

  /** The forward pass, and the head's gradients. */
  private Forward headGradients(Scope step, INDArray images, INDArray targets) {
    INDArray features = step.add(forward(images));
    INDArray logits = step.add(head.forward(features));
    INDArray logitGradient = step.add(logits.ulike());
    double loss = CrossEntropy.evaluate(logits, targets, logitGradient);
    head.gradients(features, logitGradient);
    return new Forward(loss, logitGradient);
  }

  /** Gradients of the last step by PyTorch's name. */
  Map<String, INDArray> lastGradients() {
    Map<String, INDArray> all = runner.gradients();
    all.put(plan.head() + ".weight", head.weightGradient());
    all.put(plan.head() + ".bias", head.biasGradient());
    return all;
  }

  /**
   * A forward pass in train mode that moves the running statistics and changes nothing else: what
   * recomputes them after weights were averaged.
   */
  public void track(INDArray images) {
    forward(images).close();
  }

  private INDArray forward(INDArray images) {
    INDArray features = runner.forward(images);
    if (!begun) {
      // The first batch had the runner copy the weights: one copy is enough.
      network.handOver();
      begun = true;
    }
    steps++;
    return features;
  }

  /** Changes the learning rates from the next step on; momentum's state stays. */
  public void learningRates(double lr, double lrHead) {
    sgd = new Sgd(lr, lrHead, sgd.momentum(), sgd.weightDecay(), sgd.headDecay());
  }

  /**
   * The optimiser's state: momentum buffers by parameter name; empty without momentum. Copies, the
   * caller's.
   */
  public StateDict state() {
    Map<String, INDArray> state = new LinkedHashMap<>(runner.momentum());
    if (head.hasBuffers()) {
      state.put(HEAD, head.buffers()[0]);
    }
    state.put(STEPS, Nd4j.scalar(DataType.INT64, steps));
    return StateDict.of(state);
  }

  /** Continues from {@link #state()}; the network's weights are restored by the caller. */
  public void restore(StateDict state) {
    Map<String, INDArray> buffers = new LinkedHashMap<>(state.asMap());
    steps = buffers.remove(STEPS).getLong(0);
    head.restore(buffers.remove(HEAD), null);
    runner.restoreMomentum(buffers);
  }

  /** Replaces all weights and running statistics; the optimiser's state stays. */
  public void load(StateDict weights) {
    StateDict fitted = Tensors.fit(network.spec(), weights);
    runner.load(fitted);
    head.load(fitted);
  }

  private StateDict weights() {
    Map<String, INDArray> now = runner.tensors();
    now.put(plan.head() + ".weight", head.weight());
    now.put(plan.head() + ".bias", head.bias());
    Map<String, INDArray> ordered = new LinkedHashMap<>();
    for (String name : plan.tensors().keySet()) {
      ordered.put(
          name,
          name.endsWith(".num_batches_tracked")
              ? Nd4j.scalar(DataType.INT64, steps)
              : now.get(name));
    }
    return StateDict.of(ordered);
  }

  /** Bytes of native memory held now. */
  public long bytes() {
    return runner.bytes();
  }

  /** Hands the trained weights back to the network, unless that is closed already. */
  @Override
  public void close() {
    runner.finish();
    network.live(null);
    runner.close();
  }
}
