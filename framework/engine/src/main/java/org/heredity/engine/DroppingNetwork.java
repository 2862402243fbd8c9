package org.heredity.engine;

import java.util.Arrays;
import java.util.List;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.memory.Scope;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Runner;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network that keeps its dropout while it classifies, all else in eval mode, as an attack has to
 * see it: outputs and gradients are means over a number of draws (expectation over transformation;
 * Athalye et al., ICML 2018). What a draw drops of an image follows from its values, so that
 * batches do not matter. Shows no inner layers. Not thread-safe; holds native memory until closed.
 */
public final class DroppingNetwork implements AttackedNetwork {
  private final NetworkSpec spec;
  private final Head head;
  private final MemoryNeed need;
  private final ChannelDropout dropout = new ChannelDropout(ChannelDropout.CLASSIFIER);
  private final Scope own = new Scope();
  private final Runner runner;
  private final int draws;
  private final Randomness randomness;

  /**
   * Opens a network.
   *
   * @param draws that outputs and gradients are means of, at least 1
   * @param randomness of the draws
   * @throws IllegalArgumentException if the architecture has no dropout
   * @throws org.heredity.checkpoint.CheckpointException listing missing, unexpected and misshapen
   *     tensors
   */
  public DroppingNetwork(NetworkSpec spec, StateDict weights, int draws, Randomness randomness) {
    if (spec.architecture().dropouts().isEmpty() || draws < 1) {
      throw new IllegalArgumentException(
          "expected dropout and at least 1 draw, got " + spec + " and " + draws);
    }
    this.spec = spec;
    this.draws = draws;
    this.randomness = randomness;
    this.need = MemoryNeed.of(spec);
    StateDict fitted = Tensors.fit(spec, weights);
    own.own(fitted, weights);
    head = new Head(spec.plan().head(), fitted);
    runner = Runners.create(spec, fitted, Mode.ATTACK, List.of(), false, dropout);
  }

  @Override
  public int classes() {
    return spec.classes();
  }

  @Override
  public INDArray logits(INDArray images) {
    // The head is linear: of the mean features it makes the mean logits.
    try (INDArray features = features(images)) {
      return head.forward(features);
    }
  }

  @Override
  public INDArray features(INDArray images) {
    int[] identities = identities(images);
    INDArray mean = drawn(identities, 0).forward(images);
    for (int draw = 1; draw < draws; draw++) {
      try (INDArray features = drawn(identities, draw).forward(images)) {
        mean.addi(features);
      }
    }
    return mean.divi(draws);
  }

  @Override
  public double inputGradient(INDArray images, Objective objective, INDArray gradient) {
    int[] identities = identities(images);
    gradient.assign(0);
    double sum = 0;
    try (INDArray one = gradient.ulike()) {
      for (int draw = 0; draw < draws; draw++) {
        sum += drawn(identities, draw).differentiate(head, images, objective, one);
        gradient.addi(one);
      }
    }
    gradient.divi(draws);
    return sum / draws;
  }

  @Override
  public int gradientBatch(int wanted) {
    return need.gradientBatch(wanted);
  }

  private PartedRunner drawn(int[] identities, int draw) {
    return new PartedRunner(
        runner,
        need,
        Mode.ATTACK,
        (from, to) -> dropout.drop(randomness.at(draw), Arrays.copyOfRange(identities, from, to)));
  }

  /** A number for each image that equal ones share. */
  private static int[] identities(INDArray images) {
    int count = (int) images.size(0);
    float[] values = Floats.copy(images);
    int each = values.length / Math.max(1, count);
    int[] identities = new int[count];
    for (int n = 0; n < count; n++) {
      identities[n] = Arrays.hashCode(Arrays.copyOfRange(values, n * each, (n + 1) * each));
    }
    return identities;
  }

  @Override
  public void close() {
    dropout.close();
    runner.close();
    own.close();
  }
}
