package org.heredity.pipeline.config;

import java.util.Map;
import org.heredity.api.config.Entry;
import org.heredity.api.config.Reading;
import org.heredity.api.config.Settings;
import org.heredity.api.method.Reuse;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.method.Student;

/**
 * One method of a suite.
 *
 * @param label as reports show it, unique within the suite; letters, digits, {@code . _ -}
 * @param method what makes the students
 * @param settings its settings, defaults filled in
 */
public record MethodConfig<S extends Record>(String label, ReuseMethod<S> method, S settings)
    implements Entry {
  public MethodConfig {
    CommonConfig.requireName("method", label);
    CommonConfig.requireName("method", method.name());
  }

  /**
   * Binds settings, and under them those of the preset that they name.
   *
   * @param place where they stand, for messages
   * @throws org.heredity.api.config.UsageException if they are not the method's, or there is no
   *     such preset
   */
  public static <S extends Record> MethodConfig<S> of(
      String label, ReuseMethod<S> method, Map<String, ?> values, String place, Reading reading) {
    Map<String, Object> all = Presets.apply(method.presets(), values, place);
    return new MethodConfig<>(label, method, Settings.bind(method.settings(), all, place, reading));
  }

  /** The method with its defaults, under its own name. */
  public static <S extends Record> MethodConfig<S> of(ReuseMethod<S> method) {
    return of(method.name(), method, Map.of(), method.name(), Reading.plain());
  }

  /** Makes a student. */
  public Student make(Reuse reuse) {
    return method.make(reuse, settings);
  }

  /** The settings as plain data, see {@link Settings#values}. */
  public Map<String, Object> values() {
    return Settings.values(settings);
  }

  @Override
  public Map<String, Object> written() {
    return NamedEntries.written(label, method.name(), values());
  }
}
