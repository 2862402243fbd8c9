package org.heredity.pipeline.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.heredity.api.config.Overrides;
import org.heredity.api.config.Reading;
import org.heredity.api.config.UsageException;
import org.heredity.api.config.YamlDocument;
import org.heredity.api.method.PreprocessingSettings;

/**
 * Reads files of settings, and how targets and preprocessing are written in each of them. Immutable
 * and thread-safe.
 *
 * @param installed what names stand for
 */
public record SettingsFile(Installed installed) {
  /**
   * Reads a file; paths in it are relative to its folder, {@code ~} is the user's home.
   *
   * @param assignments what the command line sets
   * @param notes is told of names that have become others
   * @param parser makes a configuration of the document
   * @throws UsageException naming the file and line, or the option
   */
  public <T> T read(
      Path file,
      List<String> assignments,
      Consumer<String> notes,
      BiFunction<Map<String, Object>, Reading, T> parser) {
    Map<String, Object> document = Overrides.apply(YamlDocument.read(file), assignments);
    try {
      Reading reading = Reading.from(file.toAbsolutePath().getParent(), notes);
      return parser.apply(
          document,
          reading
              .with(TargetConfig.class, new TargetEntries(installed, reading))
              .with(
                  PreprocessingSettings.class,
                  (item, path) -> List.of(PreprocessingSettings.read(item, path))));
    } catch (UsageException e) {
      throw new UsageException(file + ": " + e.getMessage(), e);
    }
  }
}
