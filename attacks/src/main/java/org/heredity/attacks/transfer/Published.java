package org.heredity.attacks.transfer;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The published attacks, and the combinations that their papers measure, as settings of {@link
 * Transfer} that differ from its defaults. All have the momentum, ten steps, and a step of a tenth
 * of epsilon, as they were published.
 */
final class Published {
  private static final Map<String, Object> MI = Map.of("momentum", 1.0);
  private static final Map<String, Object> NI = Map.of("nesterov", true);
  private static final Map<String, Object> DI = Map.of("diverse", 0.5);
  private static final Map<String, Object> TI = Map.of("translate", 15);
  private static final Map<String, Object> SI = Map.of("scales", 5);
  private static final Map<String, Object> VMI = Map.of("gradient", "vmi");

  private Published() {}

  /** In the order in which they were published. */
  static Map<String, Map<String, Object>> presets() {
    Map<String, Map<String, Object>> presets = new LinkedHashMap<>();
    presets.put("mi", MI);
    presets.put("di", DI);
    presets.put("ti", TI);
    presets.put("ti-di", joined(TI, DI));
    presets.put("ni", NI);
    presets.put("si", SI);
    presets.put("si-ni", joined(SI, NI));
    presets.put("si-ni-ti-di", joined(SI, NI, TI, DI));
    presets.put("vmi", VMI);
    presets.put("vni", joined(VMI, NI));
    presets.put("vmi-si-ti-di", joined(VMI, SI, TI, DI));
    presets.put("pgn", Map.of("gradient", "pgn"));
    presets.put("sia", Map.of("transformation", "sia", "blocks", 3, "copies", 20));
    presets.put("bsr", Map.of("transformation", "bsr", "blocks", 2, "copies", 20));
    return presets;
  }

  @SafeVarargs
  private static Map<String, Object> joined(Map<String, Object>... parts) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (Map<String, Object> part : parts) {
      all.putAll(part);
    }
    return all;
  }
}
