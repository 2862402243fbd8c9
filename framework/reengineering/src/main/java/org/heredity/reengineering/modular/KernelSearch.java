package org.heredity.reengineering.modular;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.heredity.api.result.CurvePoint;
import org.heredity.api.train.Progress;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.ImageSource;
import org.heredity.data.Randomness;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.memory.Floats;

/** CNNSplitter's search, generation by generation. Used once, by one thread. */
final class KernelSearch {
  /** Of the result: {@code [classes, kernels]}, 1 where a module has a kernel. */
  static final String KERNELS = "kernels";

  private static final double ACCURACY = 0.9;

  private final CnnSplitter method;
  private final List<Place> places;
  private final Randomness randomness;
  private final List<KernelGroups> groups = new ArrayList<>();
  private final Evolution evolution;
  private final int[] images;
  private final int[] labels;

  /** By class and genes, so that what stays is not run again. */
  private final Map<List<Object>, Composer.Candidate> known = new HashMap<>();

  KernelSearch(CnnSplitter method, List<Place> places, boolean[] sensitive) {
    this.method = method;
    this.places = places;
    randomness = Randomness.of(method.conditions().seed()).at(CnnSplitter.NAME);
    ImageSource train = method.dataset().train();
    int classes = method.dataset().classes().size();
    ConfidentImages confident =
        new ConfidentImages(
            method.conditions(), method.settings().confidence(), method.settings().images());
    for (int c = 0; c < classes; c++) {
      int[] own = confident.of(train, c, method.dataset().classes().get(c));
      groups.add(new KernelGroups(Importance.of(method.conditions(), places, train, own)));
    }
    evolution = new Evolution(groups.get(0).sizes(), sensitive, method.settings());
    // Evenly of all classes: none is left out.
    images =
        ActivationModules.evenly(train, -1, method.settings().images(), randomness.at("images"));
    labels = Arrays.stream(images).map(train::label).toArray();
  }

  StateDict run(Progress progress) {
    int classes = groups.size();
    int generations = method.conditions().epochs(method.settings().generations(), 1);
    StateDict saved = progress.resumed();
    SearchState state =
        saved == null
            ? SearchState.start(classes, c -> evolution.start(randomness.at("start").at(c)))
            : SearchState.of(saved);
    state.points().forEach(progress::point);
    try (SwitchedModules modules =
        new SwitchedModules(method.conditions(), places, method.dataset().train(), images)) {
      while (state.generation() < generations && !enough(state)) {
        state = generation(state, modules, progress);
        progress.checkpoint(state::tensors);
        progress.at(
            state.generation(),
            generations,
            String.format(Locale.ROOT, "generations, accuracy %.3f", state.accuracy()));
      }
    }
    return result(state);
  }

  private boolean enough(SearchState state) {
    int patience = method.settings().patience();
    return patience > 0 && state.withoutGain() >= patience;
  }

  private SearchState generation(SearchState state, SwitchedModules modules, Progress progress) {
    List<List<Composer.Candidate>> candidates = new ArrayList<>();
    for (int c = 0; c < groups.size(); c++) {
      candidates.add(candidates(c, state.population().get(c), modules));
    }
    known.keySet().retainAll(keys(state));
    double weight = ACCURACY + Math.max(0, ACCURACY - state.accuracy());
    Randomness own = randomness.at("generation").at(state.generation());
    List<Composer.Composition> left = new Composer(labels, weight).compose(candidates, own);
    Composer.Composition best =
        left.stream().max(Comparator.comparingDouble(c -> c.score(ACCURACY))).orElseThrow();
    CurvePoint point =
        new CurvePoint(
            "kernel-search",
            state.generation() + 1,
            Double.NaN,
            best.accuracy(),
            kept(state, best));
    progress.point(point);
    List<List<boolean[]>> next = new ArrayList<>();
    for (int c = 0; c < groups.size(); c++) {
      List<boolean[]> population = state.population().get(c);
      next.add(evolution.next(population, fitness(left, c, population.size(), weight), own.at(c)));
    }
    return state.next(next, best.members(), best.score(ACCURACY), best.accuracy(), point);
  }

  private List<List<Object>> keys(SearchState state) {
    List<List<Object>> keys = new ArrayList<>();
    for (int c = 0; c < groups.size(); c++) {
      for (boolean[] genes : state.population().get(c)) {
        keys.add(key(c, genes));
      }
    }
    return keys;
  }

  private static List<Object> key(int of, boolean[] genes) {
    return List.of(of, bits(genes));
  }

  private List<Composer.Candidate> candidates(
      int of, List<boolean[]> population, SwitchedModules modules) {
    List<Composer.Candidate> candidates = new ArrayList<>();
    for (boolean[] genes : population) {
      candidates.add(
          known.computeIfAbsent(
              key(of, genes),
              k -> {
                Kernels kernels = kernels(of, genes);
                return new Composer.Candidate(
                    modules.logits(kernels.maps(), of), bits(kernels.byPlace()));
              }));
    }
    return candidates;
  }

  private Kernels kernels(int of, boolean[] genes) {
    NetworkSpec spec = method.conditions().teacher().spec();
    return new Kernels(spec, places, groups.get(of).kernels(genes));
  }

  private static BitSet bits(boolean[]... values) {
    BitSet bits = new BitSet();
    int at = 0;
    for (boolean[] part : values) {
      for (boolean value : part) {
        bits.set(at++, value);
      }
    }
    return bits;
  }

  /** A module's fitness is that of the best composition it is part of. */
  private static double[] fitness(
      List<Composer.Composition> left, int of, int population, double weight) {
    double[] fitness = new double[population];
    for (Composer.Composition composition : left) {
      int member = composition.members()[of];
      fitness[member] = Math.max(fitness[member], composition.score(weight));
    }
    return fitness;
  }

  private double kept(SearchState state, Composer.Composition best) {
    double sum = 0;
    for (int c = 0; c < groups.size(); c++) {
      var count = kernels(c, state.population().get(c).get(best.members()[c])).count();
      sum += (double) count.kernelsKept() / count.kernels();
    }
    return sum / groups.size();
  }

  private StateDict result(SearchState state) {
    float[][] rows =
        IntStream.range(0, groups.size())
            .mapToObj(c -> kernels(c, state.best().get(c)).row())
            .toArray(float[][]::new);
    float[] values = new float[rows.length * rows[0].length];
    for (int c = 0; c < rows.length; c++) {
      System.arraycopy(rows[c], 0, values, c * rows[c].length, rows[c].length);
    }
    Map<String, org.nd4j.linalg.api.ndarray.INDArray> tensors = new LinkedHashMap<>();
    tensors.put(KERNELS, Floats.array(values, rows.length, rows[0].length));
    return StateDict.of(tensors);
  }
}
