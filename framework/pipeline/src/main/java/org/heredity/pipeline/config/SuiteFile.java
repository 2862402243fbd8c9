package org.heredity.pipeline.config;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.heredity.api.config.Reading;
import org.heredity.api.config.SettingDescription;
import org.heredity.api.config.Settings;
import org.heredity.api.config.UsageException;

/**
 * Reads a suite's YAML and checks every name and setting in it, so that a mistake is reported
 * before anything is computed. Immutable and thread-safe.
 */
public final class SuiteFile {
  private final Installed installed;

  @Inject
  public SuiteFile(Installed installed) {
    this.installed = installed;
  }

  /** The settings of a suite, those of a method or an attack aside. */
  public static List<SettingDescription> describe() {
    return Settings.describe(SuiteConfig.class);
  }

  /**
   * Reads a file; paths in it are relative to its folder, {@code ~} is the user's home.
   *
   * @param assignments what the command line sets, such as {@code training-scale=0.05}
   * @param notes is told of names that have become others
   * @throws UsageException naming the file and line, or the option
   */
  public SuiteConfig read(Path file, List<String> assignments, Consumer<String> notes) {
    return new SettingsFile(installed).read(file, assignments, notes, this::parse);
  }

  private SuiteConfig parse(Map<String, Object> document, Reading reading) {
    Reading entries =
        reading
            .with(
                MethodConfig.class,
                new NamedEntries(
                    (label, name, settings, path) ->
                        MethodConfig.of(
                            label,
                            installed.method(name, path),
                            settings,
                            path + "." + name,
                            reading)))
            .with(AttackEntry.class, new AttackEntries(installed, reading));
    SuiteConfig suite = Settings.bind(SuiteConfig.class, document, "", entries);
    installed.architectures(suite.common().teacher(), "teacher.architecture");
    return suite;
  }
}
