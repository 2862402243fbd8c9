package org.heredity.api.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.Trainer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Recomputes the running statistics of batch norm for weights that were averaged: the plain mean,
 * over the batches of one epoch of training images, of the batches' means and unbiased variances in
 * train mode (as PyTorch with {@code momentum=None}).
 */
public final class BatchNormStatistics {
  private static final double MOMENTUM = 0.1;
  private static final String MEAN = ".running_mean";
  private static final String VARIANCE = ".running_var";
  private static final String TRACKED = ".num_batches_tracked";

  private BatchNormStatistics() {}

  /** Whether a tensor of this name is a running statistic rather than a parameter. */
  static boolean isStatistic(String name) {
    return isMoment(name) || name.endsWith(TRACKED);
  }

  private static boolean isMoment(String name) {
    return name.endsWith(MEAN) || name.endsWith(VARIANCE);
  }

  /**
   * Recomputes the statistics. Takes an epoch of forward passes; nothing is cached.
   *
   * @param spec the network
   * @param weights its tensors, head included; left as they are
   * @param images to take the statistics of; their order and augmentation differ from those of
   *     every epoch of training
   * @param regularisers act on the stages' outputs, as in training; closed at the end
   * @return the weights with the new statistics, which are the caller's; parameters are shared
   */
  public static StateDict recompute(
      NetworkSpec spec,
      StateDict weights,
      TrainingImages images,
      List<? extends StageRegulariser> regularisers) {
    TrainingImages own =
        new TrainingImages(
            images.source(),
            images.preprocessing(),
            images.batchSize(),
            images.randomness().at("statistics"));
    Map<String, INDArray> sums = new LinkedHashMap<>();
    int count = own.stepsPerEpoch();
    try (StageChain chain = new StageChain(regularisers);
        Network network = Network.of(spec, weights);
        Trainer trainer =
            new Trainer(
                network,
                new Trainer.Sgd(0, 0, 0, 0),
                chain.isEmpty() ? List.of() : List.of(chain));
        Batches batches = own.from(0)) {
      StateDict before = weights;
      for (int step = 0; step < count; step++) {
        Batch batch = TrainingLoop.next(batches);
        chain.begin(step, batch);
        trainer.track(batch.images());
        batch.images().close();
        StateDict after = network.stateDict();
        add(sums, before, after);
        release(before, weights);
        before = after;
      }
      release(before, weights);
    }
    return replaced(weights, sums, count);
  }

  /** Adds the batch's moments, inferred from how the exponential averages changed. */
  private static void add(Map<String, INDArray> sums, StateDict before, StateDict after) {
    for (String name : after.names()) {
      if (isMoment(name)) {
        INDArray moment = after.get(name).castTo(DataType.DOUBLE);
        try (INDArray last = before.get(name).castTo(DataType.DOUBLE)) {
          moment.subi(last.muli(1 - MOMENTUM)).divi(MOMENTUM);
        }
        INDArray sum = sums.putIfAbsent(name, moment);
        if (sum != null) {
          sum.addi(moment);
          moment.close();
        }
      }
    }
  }

  /** Releases a copy, but not what it was copied from. */
  private static void release(StateDict copy, StateDict original) {
    if (copy != original) {
      copy.release();
    }
  }

  private static StateDict replaced(StateDict weights, Map<String, INDArray> sums, int count) {
    StateDict result = weights;
    for (Map.Entry<String, INDArray> sum : sums.entrySet()) {
      try (INDArray mean = sum.getValue().divi(count)) {
        result = result.with(sum.getKey(), mean.castTo(weights.get(sum.getKey()).dataType()));
      }
    }
    for (String name : weights.names()) {
      if (name.endsWith(TRACKED)) {
        result = result.with(name, weights.get(name).dup().assign(count));
      }
    }
    return result;
  }
}
