package org.heredity.reengineering.modular;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.heredity.api.config.Setting;
import org.heredity.api.result.Kept;
import org.heredity.api.train.Stages;
import org.heredity.data.Dataset;
import org.heredity.data.ImageSource;
import org.heredity.data.Randomness;
import org.heredity.reengineering.Conditions;
import org.heredity.reengineering.DirectMethod;
import org.heredity.reengineering.Part;
import org.heredity.reengineering.Problem;
import org.heredity.reengineering.Size;

/**
 * Modules by activation, in the spirit of Pan and Rajan's convolutional decomposition (ICSE 2022),
 * whose published repository lacks its code: a neuron that no image of the class activates is left
 * out, unless enough images of other classes activate it. All weights stay. It is not their method;
 * what is theirs for networks of linear layers is {@link DenseModules}.
 *
 * @param settings of the method
 * @param conditions under which the classifier is taken apart
 * @param dataset that the classifier was trained for
 */
public record ActivationModules(Settings settings, Conditions conditions, Dataset dataset)
    implements DirectMethod {
  /** What tables call it. */
  public static final String NAME = "activation-modules";

  private static final String STAGE = "activation-module";

  /**
   * Settings of the method.
   *
   * @param confidence probability that a class's images have to exceed to count
   * @param images of the class at most, and as many of the others
   * @param tangled share of the others' images from which on a neuron stays
   */
  public record Settings(
      @Setting(
              value = "probability of its class that an image has to exceed to be looked at",
              byDefault = "0.9",
              min = 0,
              max = 1)
          double confidence,
      @Setting(
              value = "images of the class at most, and as many of the others",
              byDefault = "1000",
              min = 1,
              max = 1e6)
          int images,
      @Setting(
              value = "share of the others' images that keeps a neuron if they activate it",
              byDefault = "0.5",
              min = 0,
              max = 1)
          double tangled) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Part> parts(List<Problem> problems, Stages work) {
    List<Place> places = Place.of(conditions.teacher().spec());
    List<Part> parts = new ArrayList<>();
    for (Problem problem : problems) {
      int target = problem.target(NAME);
      Map<String, Object> key = conditions.key(problem);
      key.put("teacher", conditions.teacher().digest());
      key.put("settings", org.heredity.api.config.Settings.values(settings));
      Stages.Made made =
          work.run(
              STAGE, problem.name(), key, progress -> neurons(problem, target, places).tensors());
      NeuronMaps maps = NeuronMaps.of(places, made.tensors());
      made.tensors().release();
      Size size = Size.of(conditions.teacher().spec());
      Kept kept =
          new Kept(
              size.neurons(),
              maps.kept(),
              size.kernels(),
              size.kernels(),
              size.weights(),
              size.weights());
      parts.add(ModulePart.channelled(conditions, problem, target, places, maps, kept));
    }
    return parts;
  }

  private NeuronMaps neurons(Problem problem, int target, List<Place> places) {
    ImageSource train = dataset.train();
    int[] positives =
        new ConfidentImages(conditions, settings.confidence(), settings.images())
            .of(train, target, problem.name());
    int[] negatives =
        evenly(train, target, positives.length, conditions.randomness(problem).at("negatives"));
    return keep(
        places,
        ActiveNeurons.count(conditions, places, train, positives),
        ActiveNeurons.count(conditions, places, train, negatives),
        settings.tangled() * negatives.length);
  }

  /**
   * Keeps what an image of the class activates, and what enough of the others do.
   *
   * @param positives by place and neuron how many of the class's images activate it
   * @param negatives the same of other images
   * @param enough of the latter
   */
  static NeuronMaps keep(List<Place> places, int[][] positives, int[][] negatives, double enough) {
    float[][] maps = new float[places.size()][];
    for (int p = 0; p < maps.length; p++) {
      maps[p] = new float[positives[p].length];
      for (int i = 0; i < maps[p].length; i++) {
        boolean tangled = negatives[p][i] > 0 && negatives[p][i] >= enough;
        maps[p][i] = positives[p][i] > 0 || tangled ? 1 : 0;
      }
    }
    return new NeuronMaps(places, maps);
  }

  /**
   * Images of other classes, as many of each as there are, by turns.
   *
   * @param wanted in all; fewer if there are not as many
   * @return ascending
   */
  static int[] evenly(ImageSource source, int target, int wanted, Randomness randomness) {
    Map<Integer, List<Integer>> byClass = new TreeMap<>();
    for (int i : randomness.permutation(source.size())) {
      if (source.label(i) != target) {
        byClass.computeIfAbsent(source.label(i), label -> new ArrayList<>()).add(i);
      }
    }
    List<List<Integer>> classes = List.copyOf(byClass.values());
    int available = classes.stream().mapToInt(List::size).sum();
    int[] taken = new int[Math.min(wanted, available)];
    int count = 0;
    for (int round = 0; count < taken.length; round++) {
      for (List<Integer> images : classes) {
        if (round < images.size() && count < taken.length) {
          taken[count++] = images.get(round);
        }
      }
    }
    Arrays.sort(taken);
    return taken;
  }
}
