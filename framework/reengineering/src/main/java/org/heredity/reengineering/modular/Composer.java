package org.heredity.reengineering.modular;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.heredity.data.Randomness;

/**
 * CNNSplitter's judgement of modules: by the classifiers that they make together, one module a
 * class. Groups of classes are joined two by two in random order; of all pairs of what is left of
 * two groups the accurate ones go on. Immutable.
 *
 * @param labels of the images, by the classifier
 * @param weight of the accuracy beside how much the modules differ
 */
record Composer(int[] labels, double weight) {
  private static final double DIFFERENCE = 0.1;
  private static final int FEWEST = 50;
  private static final int MOST = 500;

  /** The accuracy that a composition of so many classes has to have. */
  private static double threshold(int classes) {
    if (classes <= 4) {
      return 0.95;
    }
    return classes <= 8 ? 0.85 : 0.8;
  }

  /**
   * A candidate for a class's module.
   *
   * @param scores by image the logit of its class
   * @param kernels that it has
   */
  record Candidate(float[] scores, BitSet kernels) {}

  /**
   * Modules of some classes together.
   *
   * @param members by class the number of its candidate, or -1
   * @param best by image the highest score
   * @param right by image whether the class of that score is the image's own
   * @param accuracy on the images of these classes
   * @param differences summed over all pairs of modules, each 1 - Jaccard
   */
  record Composition(
      int[] members, float[] best, boolean[] right, double accuracy, double differences) {
    int classes() {
      return (int) Arrays.stream(members).filter(member -> member >= 0).count();
    }

    /** Mean over all pairs of modules. */
    double difference() {
      int pairs = classes() * (classes() - 1) / 2;
      return pairs == 0 ? 0 : differences / pairs;
    }

    double score(double accuracyWeight) {
      return accuracyWeight * accuracy + DIFFERENCE * difference();
    }
  }

  /** Of two modules: the share of the kernels of either that only one has. */
  static double difference(BitSet first, BitSet second) {
    BitSet both = (BitSet) first.clone();
    both.and(second);
    int union = first.cardinality() + second.cardinality() - both.cardinality();
    return union == 0 ? 0 : 1 - (double) both.cardinality() / union;
  }

  /**
   * The compositions of all classes that are left at the end.
   *
   * @param candidates by class, one or more
   * @param randomness of the order in which classes are joined
   */
  List<Composition> compose(List<List<Candidate>> candidates, Randomness randomness) {
    List<List<Composition>> groups = new ArrayList<>();
    for (int at : randomness.permutation(candidates.size())) {
      groups.add(singles(candidates, at));
    }
    while (groups.size() > 1) {
      List<List<Composition>> joined = new ArrayList<>();
      for (int g = 0; g < groups.size(); g += 2) {
        boolean last = g + 1 == groups.size();
        joined.add(last ? groups.get(g) : join(candidates, groups.get(g), groups.get(g + 1)));
      }
      groups = joined;
    }
    return groups.get(0);
  }

  private List<Composition> singles(List<List<Candidate>> candidates, int of) {
    boolean[] own = new boolean[labels.length];
    for (int i = 0; i < own.length; i++) {
      own[i] = labels[i] == of;
    }
    List<Composition> singles = new ArrayList<>();
    for (int c = 0; c < candidates.get(of).size(); c++) {
      int[] members = new int[candidates.size()];
      Arrays.fill(members, -1);
      members[of] = c;
      singles.add(new Composition(members, candidates.get(of).get(c).scores(), own, 1, 0));
    }
    return singles;
  }

  private List<Composition> join(
      List<List<Candidate>> candidates, List<Composition> left, List<Composition> right) {
    int[] images = images(left.get(0), right.get(0));
    int classes = left.get(0).classes() + right.get(0).classes();
    double pairs = classes * (classes - 1) / 2.0;
    int all = left.size() * right.size();
    double[] accuracies = new double[all];
    double[] differences = new double[all];
    double[] scores = new double[all];
    for (int p = 0; p < all; p++) {
      Composition a = left.get(p / right.size());
      Composition b = right.get(p % right.size());
      accuracies[p] = accuracy(a, b, images);
      differences[p] = a.differences() + b.differences() + across(candidates, a, b);
      scores[p] = weight * accuracies[p] + DIFFERENCE * differences[p] / pairs;
    }
    int[] best =
        IntStream.range(0, all)
            .boxed()
            .sorted(Comparator.comparingDouble(p -> -scores[p]))
            .mapToInt(Integer::intValue)
            .toArray();
    double least = threshold(classes);
    int[] accurate = Arrays.stream(best).filter(p -> accuracies[p] > least).limit(MOST).toArray();
    int[] taken = accurate.length >= FEWEST ? accurate : Arrays.copyOf(best, Math.min(all, FEWEST));
    List<Composition> joined = new ArrayList<>();
    for (int p : taken) {
      Composition a = left.get(p / right.size());
      Composition b = right.get(p % right.size());
      joined.add(joined(a, b, accuracies[p], differences[p]));
    }
    return joined;
  }

  /** The images of the classes of both. */
  private int[] images(Composition a, Composition b) {
    return IntStream.range(0, labels.length)
        .filter(i -> a.members()[labels[i]] >= 0 || b.members()[labels[i]] >= 0)
        .toArray();
  }

  private static double accuracy(Composition a, Composition b, int[] images) {
    int correct = 0;
    for (int i : images) {
      correct += (a.best()[i] >= b.best()[i] ? a.right()[i] : b.right()[i]) ? 1 : 0;
    }
    return images.length == 0 ? 0 : (double) correct / images.length;
  }

  private static double across(List<List<Candidate>> candidates, Composition a, Composition b) {
    double sum = 0;
    for (int i = 0; i < a.members().length; i++) {
      for (int j = 0; j < b.members().length; j++) {
        if (a.members()[i] >= 0 && b.members()[j] >= 0) {
          sum +=
              difference(
                  candidates.get(i).get(a.members()[i]).kernels(),
                  candidates.get(j).get(b.members()[j]).kernels());
        }
      }
    }
    return sum;
  }

  private static Composition joined(
      Composition a, Composition b, double accuracy, double differences) {
    int[] members = a.members().clone();
    for (int k = 0; k < members.length; k++) {
      members[k] = Math.max(members[k], b.members()[k]);
    }
    float[] best = a.best().clone();
    boolean[] right = a.right().clone();
    for (int i = 0; i < best.length; i++) {
      if (b.best()[i] > best[i]) {
        best[i] = b.best()[i];
        right[i] = b.right()[i];
      }
    }
    return new Composition(members, best, right, accuracy, differences);
  }
}
