package org.heredity.engine;

import java.util.Arrays;
import java.util.List;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.memory.Scope;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Runner;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

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
    INDArray mean = features(images, identities, 0);
    for (int draw = 1; draw < draws; draw++) {
      try (INDArray features = features(images, identities, draw)) {
        mean.addi(features);
      }
    }
    return mean.divi(draws);
  }

  /** Of one draw, in parts that fit into memory. */
  private INDArray features(INDArray images, int[] identities, int draw) {
    int count = identities.length;
    int part = need.batch(Mode.ATTACK, count);
    INDArray all = Nd4j.create(DataType.FLOAT, new long[] {count, spec.plan().headIn()}, 'c');
    for (int from = 0; from < count; from += part) {
      int to = Math.min(count, from + part);
      try (INDArray features = forward(images, identities, from, to, draw)) {
        rows(all, from, to).assign(features);
      }
    }
    return all;
  }

  @Override
  public double inputGradient(INDArray images, Objective objective, INDArray gradient) {
    int[] identities = identities(images);
    gradient.assign(0);
    double sum = 0;
    for (int draw = 0; draw < draws; draw++) {
      try (Scope step = new Scope()) {
        INDArray features = step.add(features(images, identities, draw));
        INDArray slope = step.add(features.ulike());
        if (objective.output().equals(Objective.Output.LOGITS)) {
          INDArray logits = step.add(head.forward(features));
          INDArray logitSlope = step.add(logits.ulike());
          sum += objective.evaluate(logits, logitSlope);
          slope = step.add(head.backward(logitSlope));
        } else {
          sum += objective.evaluate(features, slope);
        }
        addGradient(images, identities, draw, slope, gradient);
      }
    }
    gradient.divi(draws);
    return sum / draws;
  }

  private void addGradient(
      INDArray images, int[] identities, int draw, INDArray slope, INDArray gradient) {
    int count = identities.length;
    int part = need.batch(Mode.ATTACK, count);
    try (INDArray one = gradient.ulike()) {
      for (int from = 0; from < count; from += part) {
        int to = Math.min(count, from + part);
        if (part < count) {
          // The runner remembers its last pass only.
          forward(images, identities, from, to, draw).close();
        }
        runner.backward(rows(slope, from, to));
        runner.imageGradient(rows(one, from, to));
      }
      gradient.addi(one);
    }
  }

  @Override
  public int gradientBatch(int wanted) {
    return need.gradientBatch(wanted);
  }

  private INDArray forward(INDArray images, int[] identities, int from, int to, int draw) {
    dropout.drop(randomness.at(draw), Arrays.copyOfRange(identities, from, to));
    return runner.forward(rows(images, from, to));
  }

  private static INDArray rows(INDArray array, int from, int to) {
    return array.get(NDArrayIndex.interval(from, to));
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
