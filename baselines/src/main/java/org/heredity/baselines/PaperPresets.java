package org.heredity.baselines;

import java.util.LinkedHashMap;
import java.util.Map;

/** Published settings that several methods share, by name. */
final class PaperPresets {
  /** What SEAM's own runs are called. */
  static final String SEAM = "paper-seam";

  private PaperPresets() {}

  /**
   * {@code paper-resnet18} and {@code paper-resnet50} as ReMoS and SEAM state them, {@code
   * paper-resnet18-dropout} and {@code paper-resnet50-dropout} as the ReMoS artifact and SEAM's
   * Figure 8 run them.
   */
  static Map<String, Map<String, Object>> common(
      Map<String, Object> resnet18, Map<String, Object> resnet50) {
    Map<String, Map<String, Object>> presets = new LinkedHashMap<>();
    presets.put("paper-resnet18", resnet18);
    presets.put("paper-resnet50", resnet50);
    presets.put("paper-resnet18-dropout", with(resnet18, "dropout", 0.1));
    presets.put("paper-resnet50-dropout", with(resnet50, "dropout", 0.1));
    return presets;
  }

  /** A copy with one more setting. */
  static Map<String, Object> with(Map<String, Object> settings, String name, Object value) {
    Map<String, Object> copy = new LinkedHashMap<>(settings);
    copy.put(name, value);
    return copy;
  }
}
