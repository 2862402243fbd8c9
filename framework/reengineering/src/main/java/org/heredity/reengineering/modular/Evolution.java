package org.heredity.reengineering.modular;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.heredity.data.Randomness;

/**
 * CNNSplitter's genetic operators on the chromosomes of one class; a gene switches a group of
 * kernels. Immutable.
 *
 * @param groups genes of each place, the most important first
 * @param sensitive by place whether it starts with more of its groups
 * @param settings sizes of the population
 */
record Evolution(int[] groups, boolean[] sensitive, CnnSplitter.Settings settings) {
  private static final double[] MANY = {0.6, 0.7, 0.8};
  private static final double[] FEW = {0.4, 0.5, 0.6, 0.7};
  private static final double TEMPERATURE = 10;

  /** The first generation. */
  List<boolean[]> start(Randomness randomness) {
    return IntStream.range(0, settings.population())
        .mapToObj(c -> first(randomness.at(c)))
        .toList();
  }

  private boolean[] first(Randomness randomness) {
    boolean[] genes = new boolean[IntStream.of(groups).sum()];
    int from = 0;
    for (int p = 0; p < groups.length; p++) {
      Randomness own = randomness.at(p);
      double[] shares = sensitive[p] ? MANY : FEW;
      double share = shares[(int) (own.uniformDouble(0) * shares.length)];
      int on = (int) Math.max(1, Math.round(share * groups[p]));
      for (int group : drawn(groups[p], on, own.at("groups"))) {
        genes[from + group] = true;
      }
      from += groups[p];
    }
    return genes;
  }

  /**
   * Draws groups without repetition, each with odds of {@code exp((groups - 1 - group) / 10)}: the
   * smallest of exponential waiting times.
   */
  private static int[] drawn(int groups, int wanted, Randomness randomness) {
    double[] waits = new double[groups];
    for (int g = 0; g < groups; g++) {
      double odds = Math.exp((groups - 1 - g) / TEMPERATURE);
      waits[g] = -Math.log(1 - randomness.uniformDouble(g)) / odds;
    }
    return IntStream.range(0, groups)
        .boxed()
        .sorted(Comparator.comparingDouble(g -> waits[g]))
        .limit(wanted)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /**
   * The next generation: the best stay, the others are children of neighbours among the parents,
   * cut once and mutated.
   *
   * @param fitness of each chromosome; of equal ones the first is the better
   */
  List<boolean[]> next(List<boolean[]> population, double[] fitness, Randomness randomness) {
    List<boolean[]> ranked =
        IntStream.range(0, population.size())
            .boxed()
            .sorted(Comparator.comparingDouble(c -> -fitness[c]))
            .map(population::get)
            .toList();
    int elite = Math.min(settings.elite(), ranked.size());
    int parents = Math.min(settings.parents(), ranked.size());
    List<boolean[]> next = new ArrayList<>(ranked.subList(0, elite));
    for (int child = 0; next.size() < settings.population(); child++) {
      boolean[] mother = ranked.get(child % parents);
      boolean[] father = ranked.get((child + 1) % parents);
      next.add(child(mother, father, randomness.at(child)));
    }
    return next;
  }

  private boolean[] child(boolean[] mother, boolean[] father, Randomness randomness) {
    boolean[] genes = mother.clone();
    int cut = (int) (randomness.uniformDouble(0) * genes.length);
    System.arraycopy(father, cut, genes, cut, genes.length - cut);
    int mutations = (int) Math.max(1, Math.round(settings.mutation() * genes.length));
    int[] order = randomness.at("mutation").permutation(genes.length);
    for (int m = 0; m < mutations && settings.mutation() > 0; m++) {
      genes[order[m]] ^= true;
    }
    return genes;
  }
}
