package org.heredity.reengineering.modular;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which weights of a dense network a class needs, found image by image as Pan and Rajan do it (FSE
 * 2020). A weight is the network's or 0, so that "the weaker of the two" is: there as long as it
 * was never dropped. Not thread-safe.
 */
final class DenseConcern {
  private static final double LIKELY = 0.5;

  private final DenseNetwork network;
  private final boolean rectified;
  private final int fewest;

  /** By layer, input and unit. */
  private final boolean[][][] edges;

  private final boolean[][] biases;
  private boolean first = true;

  /**
   * Nothing is there yet.
   *
   * @param rectified whether ReLU stands between layers where activity is looked at; not so in the
   *     published code
   * @param fewest weights of the last layer below which the next image counts as the first again
   */
  DenseConcern(DenseNetwork network, boolean rectified, int fewest) {
    this.network = network;
    this.rectified = rectified;
    this.fewest = fewest;
    edges = new boolean[network.layers()][][];
    biases = new boolean[network.layers()][];
    for (int l = 0; l < edges.length; l++) {
      edges[l] = new boolean[network.weights().get(l).length][network.units(l)];
      biases[l] = new boolean[network.units(l)];
    }
  }

  /**
   * Looks at an image of the class: what leads to inactive units goes, of the first layer's also
   * what comes from them; what leads to active ones is copied on the first image, and stays if it
   * is there on later ones.
   */
  void positive(double[] input) {
    double[][] sums = network.sums(input, rectified);
    int last = edges.length - 1;
    for (int l = 0; l < last; l++) {
      for (int u = 0; u < sums[l].length; u++) {
        if (sums[l][u] <= 0) {
          set(l, u, false);
          if (l == 0) {
            Arrays.fill(edges[1][u], false);
          }
        } else if (first) {
          set(l, u, true);
        }
      }
    }
    for (int u = 0; u < sums[last].length && first; u++) {
      set(last, u, true);
    }
    first = count(edges[last], network.weights().get(last)) < fewest;
  }

  /**
   * Looks at an image of another class: what leads to active units, and to an output that is more
   * likely than not, is there again.
   */
  void negative(double[] input) {
    double[][] sums = network.sums(input, rectified);
    int last = edges.length - 1;
    for (int l = 0; l <= last; l++) {
      for (int u = 0; u < sums[l].length; u++) {
        boolean active = l < last ? sums[l][u] > 0 : DenseNetwork.probability(sums[l], u) > LIKELY;
        if (active) {
          set(l, u, true);
        }
      }
    }
  }

  private void set(int layer, int unit, boolean there) {
    for (boolean[] row : edges[layer]) {
      row[unit] = there;
    }
    biases[layer][unit] = there;
  }

  private static int count(boolean[][] there, double[][] weights) {
    int count = 0;
    for (int i = 0; i < there.length; i++) {
      for (int u = 0; u < there[i].length; u++) {
        count += there[i][u] && weights[i][u] != 0 ? 1 : 0;
      }
    }
    return count;
  }

  /** The network with what is there, and 0 for the rest. */
  DenseNetwork module() {
    List<double[][]> weights = new ArrayList<>();
    List<double[]> own = new ArrayList<>();
    for (int l = 0; l < edges.length; l++) {
      double[][] kept = new double[edges[l].length][];
      for (int i = 0; i < kept.length; i++) {
        kept[i] = kept(network.weights().get(l)[i], edges[l][i]);
      }
      weights.add(kept);
      own.add(kept(network.biases().get(l), biases[l]));
    }
    return new DenseNetwork(weights, own);
  }

  private static double[] kept(double[] values, boolean[] there) {
    double[] kept = new double[values.length];
    for (int u = 0; u < kept.length; u++) {
      kept[u] = there[u] ? values[u] : 0;
    }
    return kept;
  }
}
