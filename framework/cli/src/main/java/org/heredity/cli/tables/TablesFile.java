package org.heredity.cli.tables;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.heredity.api.config.Reading;
import org.heredity.api.config.SettingDescription;
import org.heredity.api.config.Settings;
import org.heredity.api.config.UsageException;
import org.heredity.pipeline.config.Installed;
import org.heredity.pipeline.config.SettingsFile;
import org.heredity.reengineering.DirectSettings;
import org.heredity.reengineering.modular.Modularisation;

/**
 * Reads a file of tables and checks every name and setting in it before anything is computed.
 * Immutable and thread-safe.
 */
public final class TablesFile {
  private final Installed installed;

  @Inject
  TablesFile(Installed installed) {
    this.installed = installed;
  }

  /** The settings of tables, and under {@code classifiers} those of each. */
  public static List<SettingDescription> describe() {
    List<SettingDescription> all = new ArrayList<>(Settings.describe(TablesConfig.class));
    for (SettingDescription inner : Settings.describe(ClassifierConfig.class)) {
      all.add(
          new SettingDescription(
              "classifiers[]." + inner.name(),
              inner.type(),
              inner.byDefault(),
              inner.range(),
              inner.text()));
    }
    return all;
  }

  /**
   * Reads a file; paths in it are relative to its folder, {@code ~} is the user's home.
   *
   * @param assignments what the command line sets, such as {@code training-scale=0.05}
   * @param notes is told of names that have become others
   * @throws UsageException naming the file and line, or the option
   */
  public TablesConfig read(Path file, List<String> assignments, Consumer<String> notes) {
    return new SettingsFile(installed).read(file, assignments, notes, this::parse);
  }

  private TablesConfig parse(Map<String, Object> document, Reading reading) {
    Reading entries =
        reading.with(Modularisation.class, (item, path) -> List.of(modules(item, path)));
    TablesConfig tables = Settings.bind(TablesConfig.class, document, "", entries);
    for (int c = 0; c < tables.classifiers().size(); c++) {
      ClassifierConfig classifier = tables.classifiers().get(c);
      String place = "classifiers[" + c + "]";
      installed.architectures(classifier.model(), place + ".model.architecture");
      search(classifier, place);
      classifier.groups().forEach((name, classes) -> group(name, classes, place));
    }
    return tables;
  }

  /** How a classifier's masks are searched. */
  static DirectSettings search(ClassifierConfig classifier, String place) {
    try {
      return DirectSettings.of(classifier.preset().orElse(null), classifier.search());
    } catch (UsageException e) {
      throw new UsageException(
          place + ": " + e.getMessage().replace("--preset:", "option 'preset':"), e);
    }
  }

  /** The classes of a problem of one's own. */
  static List<String> group(String name, Object classes, String place) {
    if (!(classes instanceof List<?> list) || list.size() < 2) {
      throw new UsageException(
          "option '"
              + place
              + ".groups."
              + name
              + "': expected a list of at least 2 classes, got '"
              + classes
              + "'");
    }
    return list.stream().map(String::valueOf).toList();
  }

  private static Modularisation modules(Object item, String path) {
    if (item instanceof String name) {
      return Modularisation.of(name, Map.of(), path);
    }
    if (item instanceof Map<?, ?> map && map.size() == 1) {
      Map.Entry<?, ?> entry = map.entrySet().iterator().next();
      Map<String, Object> values = new LinkedHashMap<>();
      if (entry.getValue() instanceof Map<?, ?> settings) {
        settings.forEach((key, value) -> values.put(String.valueOf(key), value));
      }
      return Modularisation.of(String.valueOf(entry.getKey()), values, path);
    }
    throw new UsageException(
        "option '"
            + path
            + "': expected a name or one name with its settings, such as {grad-splitter: {rounds:"
            + " 5}}, got '"
            + item
            + "'");
  }
}
