package org.heredity.reengineering.modular;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes two outputs of a dense module's many: the class's, and one that stands for all the others
 * (Pan and Rajan, FSE 2020, "channelling"). Immutable.
 *
 * @param target the class
 */
record DenseOutputs(int target) {
  private static final double IRRELEVANT = 0.05;

  /** The output that is left for the others: 1 if the class is 0, else 0. */
  int others() {
    return target == 0 ? 1 : 0;
  }

  /** The mean of the other outputs' weights and biases becomes the one that is left; they go. */
  DenseNetwork channelled(DenseNetwork module) {
    int last = module.layers() - 1;
    double[][] weights = module.weights().get(last);
    double[][] channelled = new double[weights.length][];
    for (int i = 0; i < weights.length; i++) {
      channelled[i] = channelled(weights[i]);
    }
    return with(module, last, channelled, channelled(module.biases().get(last)));
  }

  private double[] channelled(double[] row) {
    double[] two = new double[row.length];
    two[target] = row[target];
    two[others()] = mean(row);
    return two;
  }

  /** Of all but the class. */
  private double mean(double[] row) {
    return IntStream.range(0, row.length)
        .filter(k -> k != target)
        .mapToDouble(k -> row[k])
        .average()
        .orElseThrow();
  }

  /**
   * Joins the units of the last hidden layer that hardly matter to the class, by weights within
   * 0.05 of 0: their weights to the other outputs become one mean, and the units one, which reads
   * what they read on average.
   */
  DenseNetwork joined(DenseNetwork module) {
    int last = module.layers() - 1;
    double[][] outgoing = copy(module.weights().get(last));
    int[] idle =
        IntStream.range(0, outgoing.length)
            .filter(u -> Math.abs(outgoing[u][target]) <= IRRELEVANT)
            .toArray();
    if (last == 0 || idle.length < 2) {
      return module;
    }
    double mean = IntStream.of(idle).mapToDouble(u -> mean(outgoing[u])).average().orElseThrow();
    double[][] incoming = copy(module.weights().get(last - 1));
    double[] biases = module.biases().get(last - 1).clone();
    for (double[] row : incoming) {
      join(row, idle);
    }
    join(biases, idle);
    for (int u : idle) {
      for (int k = 0; k < outgoing[u].length; k++) {
        boolean stays = u == idle[0];
        outgoing[u][k] = !stays ? 0 : k == target ? outgoing[u][k] : mean;
      }
    }
    DenseNetwork shorter = with(module, last - 1, incoming, biases);
    return with(shorter, last, outgoing, module.biases().get(last));
  }

  private static void join(double[] values, int[] units) {
    double mean = IntStream.of(units).mapToDouble(u -> values[u]).average().orElseThrow();
    for (int u : units) {
      values[u] = u == units[0] ? mean : 0;
    }
  }

  private static double[][] copy(double[][] rows) {
    double[][] copy = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      copy[i] = rows[i].clone();
    }
    return copy;
  }

  private static DenseNetwork with(
      DenseNetwork network, int layer, double[][] weights, double[] biases) {
    List<double[][]> allWeights = new ArrayList<>(network.weights());
    List<double[]> allBiases = new ArrayList<>(network.biases());
    allWeights.set(layer, weights);
    allBiases.set(layer, biases);
    return new DenseNetwork(allWeights, allBiases);
  }
}
