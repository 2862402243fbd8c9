package org.heredity.pipeline.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.api.config.Names;
import org.heredity.api.config.UsageException;
import org.heredity.api.method.ReuseMethod;

/** Published settings by name, and what the user changed of them. */
public final class PresetSettings {
  /** The name under which a user asks for one. */
  public static final String OPTION = "preset";

  private PresetSettings() {}

  /**
   * The settings with the preset that they name put under them, and the name taken out.
   *
   * @throws UsageException if the method has no such preset
   */
  public static Map<String, Object> apply(ReuseMethod<?> method, Map<String, ?> settings) {
    Map<String, Object> merged = new LinkedHashMap<>(settings);
    Object name = merged.remove(OPTION);
    if (name == null) {
      return merged;
    }
    Map<String, Object> preset = method.presets().get(String.valueOf(name));
    if (preset == null) {
      throw new UsageException(
          "option 'preset' of "
              + method.name()
              + ": there is no '"
              + name
              + "'; "
              + Names.advice(String.valueOf(name), method.presets().keySet()));
    }
    Map<String, Object> result = new LinkedHashMap<>(preset);
    result.putAll(merged);
    return result;
  }
}
