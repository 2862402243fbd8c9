package org.heredity.reengineering.modular;

import java.util.List;
import java.util.Map;
import org.heredity.api.config.Entry;
import org.heredity.api.config.Names;
import org.heredity.api.config.Settings;
import org.heredity.api.config.UsageException;
import org.heredity.data.Dataset;
import org.heredity.reengineering.Conditions;
import org.heredity.reengineering.DirectMethod;

/**
 * A rival of SEAM's search by its name, with its settings: {@code activation-modules}, {@code
 * cnn-splitter} or {@code grad-splitter}. Immutable.
 */
public final class Modularisation implements Entry {
  private final String name;
  private final Record settings;
  private final Maker maker;

  private Modularisation(String name, Record settings, Maker maker) {
    this.name = name;
    this.settings = settings;
    this.maker = maker;
  }

  @FunctionalInterface
  private interface Maker {
    DirectMethod make(Conditions conditions, Dataset dataset);
  }

  /**
   * What there is.
   *
   * @param name of the method
   * @param description of it, in a phrase
   * @param settings the type of its settings
   */
  public record Known(String name, String description, Class<? extends Record> settings) {}

  /** All of them. */
  public static List<Known> known() {
    return List.of(
        new Known(
            ActivationModules.NAME,
            "leaves out neurons that a class does not activate, after Pan and Rajan (ICSE 2022)",
            ActivationModules.Settings.class),
        new Known(
            CnnSplitter.NAME,
            "searches a class's kernels by a genetic algorithm (Qi et al., ASE 2022)",
            CnnSplitter.Settings.class),
        new Known(
            GradSplitter.NAME,
            "learns masks over all classes' kernels by gradients (arXiv 2311.04438)",
            GradSplitter.Settings.class));
  }

  /**
   * A method by its name.
   *
   * @param values its settings, by name in kebab case
   * @param path where they stand, for messages
   * @throws UsageException if there is no such method, or a setting is out of range
   */
  public static Modularisation of(String name, Map<String, ?> values, String path) {
    String place = path + "." + name;
    switch (name) {
      case ActivationModules.NAME:
        ActivationModules.Settings activation =
            Settings.bind(ActivationModules.Settings.class, values, place);
        return new Modularisation(
            name, activation, (c, d) -> new ActivationModules(activation, c, d));
      case CnnSplitter.NAME:
        CnnSplitter.Settings genetic = Settings.bind(CnnSplitter.Settings.class, values, place);
        return new Modularisation(name, genetic, (c, d) -> new CnnSplitter(genetic, c, d));
      case GradSplitter.NAME:
        GradSplitter.Settings masks = Settings.bind(GradSplitter.Settings.class, values, place);
        return new Modularisation(name, masks, (c, d) -> new GradSplitter(masks, c, d));
      default:
        throw new UsageException(
            "option '"
                + path
                + "': there is no '"
                + name
                + "'; "
                + Names.advice(name, known().stream().map(Known::name).toList()));
    }
  }

  /** What tables call it. */
  public String name() {
    return name;
  }

  /** Its settings as plain data. */
  public Map<String, Object> values() {
    return Settings.values(settings);
  }

  /** The method for a classifier and the dataset that it was trained for. */
  public DirectMethod on(Conditions conditions, Dataset dataset) {
    return maker.make(conditions, dataset);
  }

  @Override
  public Map<String, Object> written() {
    return Map.of(name, values());
  }
}
