package org.heredity.api.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Stochastic weight averaging (Izmailov et al., UAI 2018): the result is the mean of another
 * learner's weights, taken at a fixed interval of steps. Running statistics of batch norm are the
 * latest ones, not averaged; they do not fit the averaged weights and have to be recomputed ({@link
 * BatchNormStatistics}). Before the first interval is over the result is the other learner's own.
 * Used by one thread; holds native memory until closed.
 */
public final class WeightAveraging implements Learner {
  private static final String LEARNER = "learner";
  private static final String AVERAGE = "average";
  private static final String COUNT = "count";

  private final Learner learner;
  private final int every;
  private final Map<String, INDArray> average = new LinkedHashMap<>();
  private int count;

  /**
   * Averages the weights of another learner.
   *
   * @param learner of weights; closed with this
   * @param every steps between two sets of weights that are averaged, at least 1
   * @throws IllegalArgumentException if {@code every} is less than 1
   */
  public WeightAveraging(Learner learner, int every) {
    if (every < 1) {
      throw new IllegalArgumentException("averaging needs at least 1 step between, got " + every);
    }
    this.learner = learner;
    this.every = every;
  }

  @Override
  public double step(int step, Batch batch) {
    double loss = learner.step(step, batch);
    if ((step + 1) % every == 0) {
      StateDict weights = learner.learned();
      add(weights);
      weights.release();
    }
    return loss;
  }

  private void add(StateDict weights) {
    count++;
    for (Map.Entry<String, INDArray> entry : weights.asMap().entrySet()) {
      String name = entry.getKey();
      INDArray tensor = entry.getValue();
      if (BatchNormStatistics.isStatistic(name)) {
        continue;
      }
      INDArray mean = average.get(name);
      if (mean == null) {
        average.put(name, tensor.dup());
      } else {
        try (INDArray change = tensor.sub(mean).divi(count)) {
          mean.addi(change);
        }
      }
    }
  }

  /**
   * How many sets of weights have been averaged.
   *
   * @return 0 before the first interval is over
   */
  public int count() {
    return count;
  }

  @Override
  public Evaluation evaluate() {
    return learner.evaluate();
  }

  @Override
  public boolean prefersLater() {
    return learner.prefersLater();
  }

  @Override
  public StateDict learned() {
    StateDict result = learner.learned();
    for (Map.Entry<String, INDArray> entry : average.entrySet()) {
      INDArray replaced = result.get(entry.getKey());
      result = result.with(entry.getKey(), entry.getValue().dup());
      replaced.close();
    }
    return result;
  }

  @Override
  public StateDict state() {
    Map<String, INDArray> copy = new LinkedHashMap<>();
    average.forEach((name, mean) -> copy.put(name, mean.dup()));
    return new Groups()
        .put(LEARNER, learner.state())
        .put(AVERAGE, StateDict.of(copy))
        .put(COUNT, StateDict.of(Map.of(COUNT, Nd4j.createFromArray(count))))
        .join();
  }

  @Override
  public void restore(StateDict state) {
    learner.restore(Groups.get(state, LEARNER));
    close(average);
    Groups.get(state, AVERAGE).asMap().forEach((name, mean) -> average.put(name, mean.dup()));
    count = Groups.get(state, COUNT).get(COUNT).getInt(0);
  }

  @Override
  public void close() {
    learner.close();
    close(average);
  }

  private static void close(Map<String, INDArray> arrays) {
    arrays.values().forEach(INDArray::close);
    arrays.clear();
  }
}
