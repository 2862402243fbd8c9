package org.heredity.reengineering.modular;

import java.util.ArrayList;
import java.util.List;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network of linear layers with ReLU between, in double precision. Its arrays are shared and not
 * to be written to.
 *
 * @param weights by layer, input and unit
 * @param biases by layer and unit
 */
public record DenseNetwork(List<double[][]> weights, List<double[]> biases) {
  private static final String WEIGHT = ".weight";

  /**
   * Checks that the layers fit each other.
   *
   * @throws IllegalArgumentException if they do not
   */
  public DenseNetwork {
    weights = List.copyOf(weights);
    biases = List.copyOf(biases);
    if (weights.isEmpty() || weights.size() != biases.size()) {
      throw new IllegalArgumentException(
          weights.size() + " layers of weights, " + biases.size() + " of biases");
    }
    for (int l = 0; l < weights.size(); l++) {
      int units = biases.get(l).length;
      if (weights.get(l)[0].length != units
          || l > 0 && weights.get(l).length != biases.get(l - 1).length) {
        throw new IllegalArgumentException("layer " + l + " does not fit");
      }
    }
  }

  /**
   * The linear layers of a file, in its order: {@code <name>.weight [units, inputs]} and {@code
   * <name>.bias}.
   *
   * @throws CheckpointException if they are no chain of linear layers
   */
  public static DenseNetwork of(StateDict tensors) {
    List<double[][]> weights = new ArrayList<>();
    List<double[]> biases = new ArrayList<>();
    for (String name : tensors.names()) {
      if (!name.endsWith(WEIGHT)) {
        continue;
      }
      INDArray weight = tensors.get(name);
      if (weight.rank() != 2) {
        throw new CheckpointException(
            name + " is of " + weight.rank() + " dimensions; only linear layers, of 2, are known");
      }
      float[][] rows = Floats.rows(weight);
      double[][] columns = new double[rows[0].length][rows.length];
      for (int u = 0; u < rows.length; u++) {
        for (int i = 0; i < columns.length; i++) {
          columns[i][u] = rows[u][i];
        }
      }
      weights.add(columns);
      String bias = name.substring(0, name.length() - WEIGHT.length()) + ".bias";
      float[] values = Floats.copy(tensors.get(bias));
      double[] own = new double[values.length];
      for (int u = 0; u < own.length; u++) {
        own[u] = values[u];
      }
      biases.add(own);
    }
    try {
      return new DenseNetwork(weights, biases);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(
          "expected linear layers one behind the other: " + e.getMessage(), e);
    }
  }

  /** Numbers that it takes. */
  int inputs() {
    return weights.get(0).length;
  }

  /** Layers, the last among them. */
  int layers() {
    return weights.size();
  }

  /** Units of a layer. */
  int units(int layer) {
    return biases.get(layer).length;
  }

  /**
   * What every layer's units sum up, before ReLU.
   *
   * @param rectified whether ReLU stands between the layers; the published modularisation leaves it
   *     out where it looks at activity
   */
  double[][] sums(double[] input, boolean rectified) {
    double[][] sums = new double[layers()][];
    double[] in = input;
    for (int l = 0; l < sums.length; l++) {
      double[] out = biases.get(l).clone();
      for (int i = 0; i < in.length; i++) {
        double value = l > 0 && rectified ? Math.max(0, in[i]) : in[i];
        double[] row = weights.get(l)[i];
        for (int u = 0; u < out.length && value != 0; u++) {
          out[u] += value * row[u];
        }
      }
      sums[l] = out;
      in = out;
    }
    return sums;
  }

  /** Logits of an input. */
  double[] logits(double[] input) {
    return sums(input, true)[layers() - 1];
  }

  /** Softmax's value for one of some logits. */
  static double probability(double[] logits, int of) {
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit - logits[of]);
    }
    return 1 / sum;
  }

  /** Weights and biases that are not 0. */
  long nonZero() {
    long sum = 0;
    for (int l = 0; l < layers(); l++) {
      for (double[] row : weights.get(l)) {
        sum += nonZero(row);
      }
      sum += nonZero(biases.get(l));
    }
    return sum;
  }

  private static long nonZero(double[] values) {
    long sum = 0;
    for (double value : values) {
      sum += value != 0 ? 1 : 0;
    }
    return sum;
  }

  /** All weights and biases. */
  long size() {
    long sum = 0;
    for (int l = 0; l < layers(); l++) {
      sum += (long) (weights.get(l).length + 1) * units(l);
    }
    return sum;
  }

  /** Hidden units. */
  long hidden() {
    return biases.stream().mapToLong(layer -> layer.length).sum() - units(layers() - 1);
  }

  /** Hidden units that something reaches and that reach something. */
  long hiddenUsed() {
    long sum = 0;
    for (int l = 0; l + 1 < layers(); l++) {
      for (int u = 0; u < units(l); u++) {
        boolean reached = biases.get(l)[u] != 0;
        for (double[] row : weights.get(l)) {
          reached |= row[u] != 0;
        }
        sum += reached && nonZero(weights.get(l + 1)[u]) > 0 ? 1 : 0;
      }
    }
    return sum;
  }
}
