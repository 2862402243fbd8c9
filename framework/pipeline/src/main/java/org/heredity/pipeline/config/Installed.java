package org.heredity.pipeline.config;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.Ensemble;
import org.heredity.api.config.Names;
import org.heredity.api.config.Reading;
import org.heredity.api.config.UsageException;
import org.heredity.api.dataset.DatasetFormat;
import org.heredity.api.method.PublishedRun;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.result.TargetResult;
import org.heredity.engine.Architecture;

/**
 * What a suite can name: the methods, attacks, architectures and dataset formats that are there,
 * those of plug-ins included; and what was published of them. Immutable and thread-safe.
 */
public final class Installed {
  private final Map<String, ReuseMethod<?>> methods;
  private final Map<String, Attack<?>> attacks;
  private final Map<String, Ensemble> ensembles;
  private final Map<String, Architecture> architectures;
  private final Map<String, DatasetFormat> formats;
  private final List<PublishedRun> published;

  /** All that plug-ins contribute. */
  @Inject
  public Installed(
      Set<ReuseMethod<?>> methods,
      Set<Attack<?>> attacks,
      Set<Ensemble> ensembles,
      Set<Architecture> architectures,
      Set<DatasetFormat> formats,
      Set<PublishedRun> published) {
    this.published = List.copyOf(published);
    this.methods = byName(methods, ReuseMethod::name);
    this.attacks = byName(attacks, Attack::name);
    this.ensembles = byName(ensembles, Ensemble::name);
    this.architectures = byName(architectures, Architecture::name);
    this.formats = byName(formats, DatasetFormat::name);
  }

  private static <T> Map<String, T> byName(Set<T> all, Function<T, String> name) {
    Map<String, T> map = new TreeMap<>();
    all.forEach(item -> map.put(name.apply(item), item));
    return map;
  }

  /**
   * A method by its name.
   *
   * @param option where the name stands, for messages
   * @throws UsageException if there is none; it says which name may have been meant
   */
  public ReuseMethod<?> method(String name, String option) {
    return find(methods, name, option);
  }

  /** An attack, likewise. */
  public Attack<?> attack(String name, String option) {
    Attack<?> attack = attacks.get(name);
    if (attack == null) {
      Map<String, Object> all = new TreeMap<>(attacks);
      all.putAll(ensembles);
      find(all, name, option);
      throw new UsageException(
          "option '" + option + "': '" + name + "' is an ensemble; an attack is expected here");
    }
    return attack;
  }

  /** An ensemble, if there is one of that name. */
  public Optional<Ensemble> ensemble(String name) {
    return Optional.ofNullable(ensembles.get(name));
  }

  /**
   * An attack or an ensemble as a command line names it.
   *
   * @param settings of the attack, or the ensemble's epsilon
   * @throws UsageException if there is none, or the settings are not its
   */
  public AttackEntry attackEntry(String name, Map<String, ?> settings, String option) {
    return AttackEntries.entry(this, name, name, settings, option, Reading.plain());
  }

  /** An architecture, likewise. */
  public Architecture architecture(String name, String option) {
    return find(architectures, name, option);
  }

  /**
   * The architectures that a model may be of: the one that is named, or all.
   *
   * @param option where the model stands, for messages
   * @throws UsageException if there is none, or it takes no images of that size
   */
  public List<Architecture> architectures(TeacherConfig model, String option) {
    if (model.architecture().isEmpty()) {
      return architectures(architectures.values().iterator().next());
    }
    String name = model.architecture().get();
    Architecture found = architecture(name, option);
    int side = model.imageSize().orElse(TeacherConfig.USUAL_SIDE);
    if (side < found.smallestImage()) {
      throw new UsageException(
          "option '"
              + option.replaceFirst("architecture$", "image-size")
              + "': "
              + name
              + " takes images of at least "
              + found.smallestImage()
              + " pixels, got "
              + side
              + "; images are resized to what you set");
    }
    return List.of(found);
  }

  /** A dataset format, likewise. */
  public DatasetFormat format(String name, String option) {
    return find(formats, name, option);
  }

  /** All architectures, by name. */
  public Collection<Architecture> architectures() {
    return architectures.values();
  }

  /** All architectures, one that is likelier than the others first. */
  public List<Architecture> architectures(Architecture likeliest) {
    List<Architecture> all = new ArrayList<>(List.of(likeliest));
    architectures.values().stream().filter(one -> !all.contains(one)).forEach(all::add);
    return all;
  }

  /** All dataset formats. */
  public Set<DatasetFormat> formats() {
    return Set.copyOf(formats.values());
  }

  /** What papers published, in the order in which plug-ins contribute it. */
  public List<PublishedRun> published() {
    return published;
  }

  /**
   * Whether a target is the known dataset of its name: a format is called so, and says as many
   * classes, training and test images as there are. A user may give any data any name.
   */
  public boolean isKnownDataset(TargetResult target) {
    DatasetFormat format = formats.get(target.name());
    return format != null
        && format.facts().classes() == target.classes().size()
        && format.facts().train() == target.train()
        && format.facts().test() == target.test();
  }

  /** Refuses a dataset without a path that no format is called after. */
  void requireKnownDataset(String name, String option) {
    if (!formats.containsKey(name)) {
      throw new UsageException(
          "option '"
              + option
              + ".path' is missing, and no dataset is called '"
              + name
              + "': give the path; "
              + Names.advice(name, formats.keySet()));
    }
  }

  static <T> T find(Map<String, T> all, String name, String option) {
    T found = all.get(name);
    if (found == null) {
      throw new UsageException(
          "option '"
              + option
              + "': there is no '"
              + name
              + "'; "
              + Names.advice(name, all.keySet()));
    }
    return found;
  }
}
