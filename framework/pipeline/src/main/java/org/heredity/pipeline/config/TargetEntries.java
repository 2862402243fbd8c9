package org.heredity.pipeline.config;

import java.util.List;
import java.util.Map;
import org.heredity.api.config.EntryReader;
import org.heredity.api.config.Reading;
import org.heredity.api.config.Settings;
import org.heredity.api.config.UsageException;

/**
 * Reads datasets as users name them: a known name, or {name, path, format, unreadable}. Immutable.
 *
 * @param installed the formats that are known
 * @param reading how their settings are read
 */
record TargetEntries(Installed installed, Reading reading) implements EntryReader {
  /**
   * Reads one.
   *
   * @throws UsageException if there is no such format, or no path where one is needed
   */
  @Override
  public List<TargetConfig> read(Object given, String path) {
    Map<String, Object> values =
        given instanceof String name ? Map.of("name", name) : NamedEntries.map(given, path);
    TargetConfig target = Settings.bind(TargetConfig.class, values, path, reading);
    target.format().ifPresent(format -> installed.format(format, path + ".format"));
    if (target.path().isEmpty() && target.format().isEmpty()) {
      installed.requireKnownDataset(target.name(), path);
    }
    return List.of(target);
  }
}
