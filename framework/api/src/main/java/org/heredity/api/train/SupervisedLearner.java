package org.heredity.api.train;

import java.util.Arrays;
import java.util.List;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.data.Randomness;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.Trainer;
import org.heredity.engine.plan.StageHook;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains a network, or its head alone, with SGD on labelled images; its score is its accuracy on
 * the validation images. The result is all tensors, head included. Used by one thread; holds native
 * memory until closed.
 */
public final class SupervisedLearner implements Learner {
  /** Whose parameters are trained. */
  public enum Trained {
    /** The whole network's. */
    ALL,
    /**
     * The head's alone. The network is in train mode all the same, as in SEAM's first step: batch
     * norm normalises by the batch, and its running statistics move to the images at hand.
     */
    HEAD
  }

  private static final String WEIGHTS = "weights";
  private static final String OPTIMISER = "optimiser";

  private final NetworkSpec spec;
  private final Trained trained;
  private final Optimisation optimisation;
  private final int steps;
  private final StageChain regularisers;
  private final ValidationImages validation;
  private Network network;
  // Made at the first step: it works on the network's weights, which restore may replace before.
  private Trainer trainer;
  private StateDict optimiser;
  private Randomness dropout;

  /**
   * A learner of all parameters before its first step.
   *
   * @param network to start from; closed with the learner
   * @param optimisation learning rates, momentum, weight decay, label smoothing and schedule
   * @param steps of the whole stage, for the schedule
   * @param regularisers act on the outputs of the stages, in order; closed with the learner
   * @param validation images to evaluate on; closed with the learner
   */
  public SupervisedLearner(
      Network network,
      Optimisation optimisation,
      int steps,
      List<? extends StageRegulariser> regularisers,
      ValidationImages validation) {
    this(network, Trained.ALL, optimisation, steps, regularisers, validation);
  }

  /**
   * A learner before its first step.
   *
   * @param network to start from; closed with the learner
   * @param trained whose parameters are trained
   * @param optimisation learning rates, momentum, weight decay, label smoothing and schedule
   * @param steps of the whole stage, for the schedule
   * @param regularisers act on the outputs of the stages, in order; closed with the learner
   * @param validation images to evaluate on; closed with the learner
   */
  public SupervisedLearner(
      Network network,
      Trained trained,
      Optimisation optimisation,
      int steps,
      List<? extends StageRegulariser> regularisers,
      ValidationImages validation) {
    this.spec = network.spec();
    this.network = network;
    this.trained = trained;
    this.optimisation = optimisation;
    this.steps = steps;
    this.regularisers = new StageChain(regularisers);
    this.validation = validation;
  }

  /**
   * With the architecture's own dropout, as of VGG16's classifier; without it there is none.
   *
   * @param randomness of the student and stage
   * @return this
   */
  public SupervisedLearner dropping(Randomness randomness) {
    dropout = randomness;
    return this;
  }

  private Trainer trainer() {
    if (trainer == null) {
      List<StageHook> hooks = regularisers.isEmpty() ? List.of() : List.of(regularisers);
      trainer = new Trainer(network, optimisation.sgd(), hooks);
      if (optimiser != null) {
        trainer.restore(optimiser);
        optimiser = null;
      }
    }
    return trainer;
  }

  @Override
  public double step(int step, Batch batch) {
    double rate = optimisation.lr() * optimisation.schedule().factor(step, steps);
    trainer().learningRates(rate, rate * optimisation.headFactor());
    regularisers.begin(step, batch);
    if (dropout != null) {
      trainer.drop(dropout.at(step), batch.indices());
    }
    try (INDArray targets = targets(batch.labels(), spec.classes(), optimisation)) {
      return trained == Trained.HEAD
          ? trainer.stepHead(batch.images(), targets)
          : trainer.step(batch.images(), targets);
    }
  }

  private static INDArray targets(int[] labels, int classes, Optimisation optimisation) {
    return Nd4j.create(
        smoothed(labels, classes, optimisation.labelSmoothing()),
        new long[] {labels.length, classes},
        'c');
  }

  /** {@code (1 - smoothing) * one-hot + smoothing / classes}, {@code [N, classes]} in C order. */
  static float[] smoothed(int[] labels, int classes, double smoothing) {
    float[] targets = new float[labels.length * classes];
    Arrays.fill(targets, (float) (smoothing / classes));
    for (int n = 0; n < labels.length; n++) {
      targets[n * classes + labels[n]] = (float) (1 - smoothing + smoothing / classes);
    }
    return targets;
  }

  @Override
  public Evaluation evaluate() {
    // A copy as large as the network, every epoch: the collector would let many of them pile up.
    StateDict copy = network.stateDict();
    try (FrozenNetwork frozen = FrozenNetwork.of(spec, copy)) {
      return Evaluation.byAccuracy(validation.accuracy(frozen::logits));
    } finally {
      if (trainer != null) {
        copy.release();
      }
    }
  }

  @Override
  public StateDict learned() {
    return network.stateDict();
  }

  @Override
  public StateDict state() {
    StateDict optimised = trainer().state();
    return new Groups().put(WEIGHTS, network.stateDict()).put(OPTIMISER, optimised).join();
  }

  @Override
  public void restore(StateDict state) {
    if (trainer != null) {
      throw new IllegalStateException("a learner can be restored only before its first step");
    }
    network.close();
    network = Network.of(spec, Groups.get(state, WEIGHTS));
    optimiser = Groups.get(state, OPTIMISER);
  }

  @Override
  public void close() {
    // First, or it would take a copy of the trained weights over.
    network.close();
    if (trainer != null) {
      trainer.close();
    }
    regularisers.close();
    validation.close();
  }
}
