package org.heredity.reengineering.compact;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.heredity.engine.plan.Node;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.longer.CountNonZero;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Finds which convolutions of a compact model are faster on kernels that skip zero weights, by
 * measuring the whole network, so that changes of layout between kernels count. First all
 * convolutions up to some density, for several of these; from the best of them, every convolution
 * is then changed on its own, and stays so if that is faster.
 */
final class KernelChoice {
  /** A change has to win by this to be believed. */
  private static final double CLEARLY = 0.98;

  private static final double[] STEPS = {0.05, 0.1, 0.15, 0.2, 0.3, 0.5};

  private final ToDoubleFunction<Set<String>> time;
  private Set<String> best = Set.of();
  private double least;

  /**
   * A search.
   *
   * @param time of the network with these convolutions on sparse kernels
   */
  KernelChoice(ToDoubleFunction<Set<String>> time) {
    this.time = time;
  }

  /** The fastest found; empty if nothing is faster than dense kernels alone. */
  Set<String> among(Map<String, Double> densities) {
    least = time.applyAsDouble(best);
    Set<Set<String>> tried = new HashSet<>(Set.of(best));
    for (double most : STEPS) {
      Set<String> some =
          densities.keySet().stream()
              .filter(name -> densities.get(name) <= most)
              .collect(Collectors.toSet());
      if (tried.add(some)) {
        consider(some);
      }
    }
    List<String> order =
        densities.keySet().stream().sorted(Comparator.comparing(densities::get)).toList();
    for (String name : order) {
      if (densities.get(name) <= STEPS[STEPS.length - 1]) {
        Set<String> other = new HashSet<>(best);
        if (!other.remove(name)) {
          other.add(name);
        }
        if (tried.add(other)) {
          consider(other);
        }
      }
    }
    return new TreeSet<>(best);
  }

  private void consider(Set<String> candidate) {
    double found = time.applyAsDouble(candidate);
    if (found < CLEARLY * least) {
      least = found;
      best = candidate;
    }
  }

  /** By convolution of a model, in forward order, the share of its weights that are not zero. */
  static Map<String, Double> densities(CompactModel model) {
    Map<String, Double> densities = new java.util.LinkedHashMap<>();
    for (Node.Conv conv : model.plan().convolutions()) {
      INDArray weight = model.weights().get(conv.name() + ".weight");
      long retained = Nd4j.getExecutioner().exec(new CountNonZero(weight)).getLong(0);
      densities.put(conv.name(), (double) retained / weight.length());
    }
    return densities;
  }
}
