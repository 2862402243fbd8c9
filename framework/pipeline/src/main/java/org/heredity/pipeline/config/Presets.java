package org.heredity.pipeline.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Settings under a name, which users write as {@code preset}. */
final class Presets {
  private static final String PRESET = "preset";

  private Presets() {}

  /**
   * What was written, over the settings of the preset that it names, if any.
   *
   * @param place where it stands, for messages
   * @throws org.heredity.api.config.UsageException if there is no such preset
   */
  static Map<String, Object> apply(
      Map<String, Map<String, Object>> presets, Map<String, ?> written, String place) {
    Map<String, Object> own = new LinkedHashMap<>(written);
    Object preset = own.remove(PRESET);
    Map<String, Object> merged = new LinkedHashMap<>();
    if (preset != null) {
      merged.putAll(
          Installed.find(new TreeMap<>(presets), preset.toString(), place + "." + PRESET));
    }
    merged.putAll(own);
    return merged;
  }
}
