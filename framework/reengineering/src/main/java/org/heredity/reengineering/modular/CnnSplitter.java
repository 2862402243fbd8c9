package org.heredity.reengineering.modular;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.heredity.api.config.Names;
import org.heredity.api.config.Setting;
import org.heredity.api.config.UsageException;
import org.heredity.api.train.Stages;
import org.heredity.data.Dataset;
import org.heredity.engine.plan.Node;
import org.heredity.reengineering.Conditions;
import org.heredity.reengineering.DirectMethod;
import org.heredity.reengineering.Part;
import org.heredity.reengineering.Problem;

/**
 * CNNSplitter (Qi et al., ASE 2022): for every class a genetic search for the kernels that its
 * module has, in groups by importance, judged by the classifiers that modules make together. Linear
 * layers stay whole. Kernels are chosen on training images. The published code fixes by hand which
 * layers are sensitive; left out, they are the first half.
 *
 * @param settings of the search
 * @param conditions under which the classifier is taken apart
 * @param dataset that the classifier was trained for
 */
public record CnnSplitter(Settings settings, Conditions conditions, Dataset dataset)
    implements DirectMethod {
  /** What tables call it. */
  public static final String NAME = "cnn-splitter";

  private static final String STAGE = "kernel-search";

  /**
   * Settings of the search.
   *
   * @param population chromosomes of each class
   * @param parents of them that have children
   * @param elite of them that stay
   * @param generations published number, which the training scale multiplies
   * @param patience generations without a better composition after which it stops; 0 for never
   * @param mutation share of a child's genes that change
   * @param images that compositions are judged on, evenly of all classes
   * @param confidence probability that images have to exceed to say what is important
   * @param sensitive convolutions that start with more of their kernels; empty for the first half
   */
  public record Settings(
      @Setting(value = "chromosomes of each class", byDefault = "100", min = 2, max = 1e4)
          int population,
      @Setting(value = "the best of them, that have children", byDefault = "50", min = 1, max = 1e4)
          int parents,
      @Setting(value = "the best of them, that stay", byDefault = "20", min = 0, max = 1e4)
          int elite,
      @Setting(
              value = "published number of generations, which the training scale multiplies",
              byDefault = "200",
              min = 1,
              max = 1e6)
          int generations,
      @Setting(
              value = "generations without a better composition after which it stops; 0 for never",
              byDefault = "20",
              min = 0,
              max = 1e6)
          int patience,
      @Setting(value = "share of a child's genes that change", byDefault = "0.05", min = 0, max = 1)
          double mutation,
      @Setting(
              value = "training images that compositions are judged on, evenly of all classes",
              byDefault = "1000",
              min = 1,
              max = 1e6)
          int images,
      @Setting(
              value = "probability of its class that an image has to exceed to be looked at",
              byDefault = "0.9",
              min = 0,
              max = 1)
          double confidence,
      @Setting(
              value =
                  "convolutions that start with more of their kernels; empty for the first half",
              byDefault = "[]")
          List<String> sensitive) {
    public Settings {
      sensitive = List.copyOf(sensitive);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Part> parts(List<Problem> problems, Stages work) {
    problems.forEach(problem -> problem.target(NAME));
    List<Place> places = Place.of(conditions.teacher().spec());
    sensitive(places);
    Map<String, Object> key = conditions.key();
    key.put("teacher", conditions.teacher().digest());
    key.put("settings", org.heredity.api.config.Settings.values(settings));
    Stages.Made made =
        work.run(
            STAGE,
            dataset.name(),
            key,
            progress -> new KernelSearch(this, places, sensitive(places)).run(progress));
    List<Kernels> kernels =
        Kernels.of(conditions.teacher().spec(), places, made.tensors(), KernelSearch.KERNELS);
    made.tensors().release();
    return problems.stream()
        .<Part>map(
            problem -> {
              int target = problem.target(NAME);
              Kernels own = kernels.get(target);
              return new ModulePart(
                  conditions, problem, places, own.maps(), own.count(), new ModulePart.Own(target));
            })
        .toList();
  }

  private boolean[] sensitive(List<Place> places) {
    Set<String> names =
        conditions.teacher().spec().plan().convolutions().stream()
            .map(Node.Conv::name)
            .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
    for (String name : settings.sensitive()) {
      if (!names.contains(name)) {
        throw new UsageException(
            "option '"
                + NAME
                + ".sensitive': the classifier has no convolution '"
                + name
                + "'; "
                + Names.advice(name, names));
      }
    }
    boolean[] sensitive = new boolean[places.size()];
    for (int p = 0; p < sensitive.length; p++) {
      sensitive[p] =
          settings.sensitive().isEmpty()
              ? 2 * p < sensitive.length
              : places.get(p).convolutions().stream()
                  .anyMatch(conv -> settings.sensitive().contains(conv.name()));
    }
    return sensitive;
  }
}
