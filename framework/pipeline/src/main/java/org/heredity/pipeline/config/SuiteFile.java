package org.heredity.pipeline.config;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.heredity.api.attack.Attack;
import org.heredity.api.config.Names;
import org.heredity.api.config.Overrides;
import org.heredity.api.config.SettingDescription;
import org.heredity.api.config.Settings;
import org.heredity.api.config.UsageException;
import org.heredity.api.config.YamlDocument;
import org.heredity.api.dataset.DatasetFormat;
import org.heredity.api.method.ReuseMethod;
import org.heredity.engine.Architecture;

/**
 * Reads a suite's YAML and checks every name and setting in it, so that a mistake is told before
 * anything is computed. Immutable and thread-safe.
 */
public final class SuiteFile {
  private static final String LABEL = "label";
  private static final String SWEEP = "sweep";

  private final Map<String, ReuseMethod<?>> methods;
  private final Map<String, Attack<?>> attacks;
  private final Map<String, Architecture> architectures;
  private final Set<String> formats;

  @Inject
  public SuiteFile(
      Set<ReuseMethod<?>> methods,
      Set<Attack<?>> attacks,
      Set<Architecture> architectures,
      Set<DatasetFormat> formats) {
    this.methods = byName(methods, ReuseMethod::name);
    this.attacks = byName(attacks, Attack::name);
    this.architectures = byName(architectures, Architecture::name);
    this.formats = byName(formats, DatasetFormat::name).keySet();
  }

  /** The settings of a suite, those of a method or an attack aside. */
  public static List<SettingDescription> describe() {
    return Settings.describe(SuiteDocument.class);
  }

  /**
   * Reads a file; paths in it are relative to its folder, {@code ~} is the user's home.
   *
   * @param assignments what the command line sets, such as {@code training-scale=0.05}
   * @param notes is told of names that have become others
   * @throws UsageException naming the file and line, or the option
   */
  public SuiteConfig read(Path file, List<String> assignments, Consumer<String> notes) {
    Map<String, Object> document = Overrides.apply(YamlDocument.read(file), assignments);
    Path folder = file.toAbsolutePath().getParent();
    try {
      return parse(document, folder, notes);
    } catch (UsageException e) {
      throw new UsageException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * A suite from plain data.
   *
   * @param base where relative paths start
   * @param notes is told of names that have become others
   * @throws UsageException naming the option
   */
  public SuiteConfig parse(Map<String, Object> document, Path base, Consumer<String> notes) {
    SuiteDocument suite = Settings.bind(SuiteDocument.class, document, "", base, notes);
    return new SuiteConfig(
        suite.name(),
        suite.protocol(),
        teacher(suite.teacher()),
        targets(suite.targets(), base),
        entries("methods", suite.methods(), methods.keySet(), this::method),
        entries("attacks", suite.attacks(), attacks.keySet(), this::attack),
        suite.seeds(),
        suite.trainingScale(),
        suite.batchSize(),
        suite.setSeed(),
        suite.galleryImages());
  }

  private TeacherConfig teacher(SuiteDocument.TeacherEntry entry) {
    requireKnown("teacher.architecture", entry.architecture(), architectures.keySet());
    int smallest = architectures.get(entry.architecture()).smallestImage();
    if (entry.imageSize() < smallest) {
      throw new UsageException(
          "option 'teacher.image-size': "
              + entry.architecture()
              + " takes images of at least "
              + smallest
              + " pixels, got "
              + entry.imageSize()
              + "; images are resized to what you set");
    }
    return new TeacherConfig(
        entry.architecture(),
        new TeacherConfig.Checkpoint(entry.checkpoint()),
        entry.imageSize(),
        entry.width());
  }

  private List<TargetConfig> targets(List<Object> items, Path base) {
    List<TargetConfig> targets = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String path = "targets[" + i + "]";
      Map<String, Object> values =
          items.get(i) instanceof String name ? Map.of("name", name) : map(items.get(i), path);
      SuiteDocument.TargetEntry entry =
          Settings.bind(SuiteDocument.TargetEntry.class, values, path, base, note -> {});
      String format = entry.format().orElse("");
      if (!format.isEmpty()) {
        requireKnown(path + ".format", format, formats);
      }
      if (entry.path().isEmpty() && format.isEmpty()) {
        requireKnownDataset(path, entry.name());
      }
      targets.add(
          new TargetConfig(
              entry.name(),
              new TargetConfig.OnDisk(entry.path().orElse(null), format, entry.unreadable())));
    }
    return targets;
  }

  private void requireKnownDataset(String path, String name) {
    if (!formats.contains(name)) {
      throw new UsageException(
          "option '"
              + path
              + ".path' is missing, and no dataset is called '"
              + name
              + "': give the path; "
              + Names.advice(name, formats));
    }
  }

  private static <T> List<T> entries(
      String list, List<Object> items, Collection<String> known, Entry<T> make) {
    List<T> entries = new ArrayList<>();
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < items.size(); i++) {
      String path = list + "[" + i + "]";
      Map<String, Object> item =
          new LinkedHashMap<>(
              items.get(i) instanceof String name
                  ? Map.of(name, Map.of())
                  : map(items.get(i), path));
      Object label = item.remove(LABEL);
      Object sweep = item.remove(SWEEP);
      if (item.size() != 1) {
        throw new UsageException(
            "option '"
                + path
                + "': expected one name with its settings, such as {seam: {alpha: 0.5}}, got "
                + item.keySet());
      }
      String name = item.keySet().iterator().next();
      requireKnown(path, name, known);
      Object given = item.get(name);
      String place = path + "." + name;
      Map<String, Object> settings = given == null ? Map.of() : map(given, place);
      String shown = label == null ? name : String.valueOf(label);
      Map<String, Map<String, Object>> variants =
          sweep == null
              ? Map.of(shown, settings)
              : swept(shown, settings, sweep, path + "." + SWEEP);
      variants.forEach(
          (unique, own) -> {
            String earlier = labels.putIfAbsent(unique, path);
            if (earlier != null) {
              throw new UsageException(
                  "options '"
                      + earlier
                      + "' and '"
                      + path
                      + "' are both called '"
                      + unique
                      + "'; give one a label, such as {label: "
                      + unique
                      + "-2, "
                      + name
                      + ": {…}}");
            }
            entries.add(make.of(unique, name, own, place));
          });
    }
    return entries;
  }

  /** By label the settings of each value of a sweep, such as {@code {alpha: [0.3, 0.5]}}. */
  private static Map<String, Map<String, Object>> swept(
      String label, Map<String, Object> settings, Object sweep, String path) {
    if (!(sweep instanceof Map<?, ?> one)
        || one.size() != 1
        || !(one.values().iterator().next() instanceof List<?> values)
        || values.isEmpty()) {
      throw new UsageException(
          "option '"
              + path
              + "': expected one setting with a list of values, such as"
              + " {prune-threshold: [0.3, 0.5, 0.7]}, got '"
              + sweep
              + "'");
    }
    String swept = String.valueOf(one.keySet().iterator().next());
    if (settings.containsKey(swept)) {
      throw new UsageException(
          "option '" + path + "': '" + swept + "' is set beside it, too; leave out one of the two");
    }
    Map<String, Map<String, Object>> variants = new LinkedHashMap<>();
    for (Object value : values) {
      Map<String, Object> own = new LinkedHashMap<>(settings);
      own.put(swept, value);
      String name = label + "-" + String.valueOf(value).replaceAll("[^A-Za-z0-9._-]", "-");
      if (variants.put(name, own) != null) {
        throw new UsageException("option '" + path + "': the value " + value + " is there twice");
      }
    }
    return variants;
  }

  private static Map<String, Object> map(Object value, String path) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new UsageException(
          "option '" + path + "': expected a name or a map of settings, got '" + value + "'");
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, inner) -> copy.put(String.valueOf(key), inner));
    return copy;
  }

  private static void requireKnown(String path, String name, Collection<String> known) {
    if (!known.contains(name)) {
      throw new UsageException(
          "option '" + path + "': there is no '" + name + "'; " + Names.advice(name, known));
    }
  }

  private static <T> Map<String, T> byName(Set<T> all, Function<T, String> name) {
    Map<String, T> map = new TreeMap<>();
    all.forEach(item -> map.put(name.apply(item), item));
    return map;
  }

  private MethodConfig method(
      String label, String name, Map<String, Object> settings, String place) {
    ReuseMethod<?> method = methods.get(name);
    Object preset = settings.get(PresetSettings.OPTION);
    if (preset != null) {
      requireKnown(
          place + "." + PresetSettings.OPTION,
          preset.toString(),
          new TreeMap<>(method.presets()).keySet());
    }
    Settings.bind(method.settings(), PresetSettings.apply(method, settings), place);
    return new MethodConfig(label, name, settings);
  }

  private AttackConfig attack(
      String label, String name, Map<String, Object> settings, String place) {
    Settings.bind(attacks.get(name).settings(), settings, place);
    return new AttackConfig(label, name, settings);
  }

  /** Makes an entry of a label, a registered name and its settings, which it checks. */
  private interface Entry<T> {
    T of(String label, String name, Map<String, Object> settings, String place);
  }
}
