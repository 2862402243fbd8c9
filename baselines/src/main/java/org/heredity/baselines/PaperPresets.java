package org.heredity.baselines;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Published settings that several methods share, by the runs that they belong to. A preset holds
 * what differs from the method's defaults, and says all that its runs are known to have set where a
 * default depends on the protocol.
 */
final class PaperPresets {
  /** The six runs whose records ReMoS' artifact has: ResNet18 on Scenes and Birds. */
  static final String REMOS_RECORDED = "remos-recorded";

  /** ReMoS' table, as its cleaned-up scripts train: spatial dropout and label smoothing of 0.1. */
  static final String REMOS_TABLE = "remos-table";

  /** The same for ResNet50, of which ReMoS removes less. */
  static final String REMOS_TABLE_RESNET50 = "remos-table-resnet50";

  private static final String RENOFEATION = "renofeation-";
  private static final String DROPOUT = "dropout";
  private static final double RATE = 0.1;

  private PaperPresets() {}

  /** Presets in the order in which they are to be listed. */
  static Map<String, Map<String, Object>> none() {
    return new LinkedHashMap<>();
  }

  /** Alternating names and values. */
  static Map<String, Object> of(Object... pairs) {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      settings.put(pairs[i].toString(), pairs[i + 1]);
    }
    return settings;
  }

  /** The settings of {@code base}, those of {@code over} in their place. */
  static Map<String, Object> with(Map<String, Object> base, Object... over) {
    Map<String, Object> copy = new LinkedHashMap<>(base);
    copy.putAll(of(over));
    return copy;
  }

  /**
   * {@code remos-table} and {@code remos-table-resnet50}.
   *
   * @param own what the method sets itself, beside dropout, smoothing and that the last weights are
   *     retained
   */
  static void remosTable(
      Map<String, Map<String, Object>> presets,
      Map<String, Object> own,
      Map<String, Object> ownResnet50) {
    Map<String, Object> shared =
        of("select", "last", "schedule", "constant", DROPOUT, RATE, "label-smoothing", RATE);
    presets.put(REMOS_TABLE, with(shared, flat(own)));
    presets.put(REMOS_TABLE_RESNET50, with(shared, flat(ownResnet50)));
  }

  /**
   * {@code seam-resnet18} and {@code seam-resnet50}, and both with the dropout of SEAM's Figure 8.
   */
  static void seam(
      Map<String, Map<String, Object>> presets,
      Map<String, Object> resnet18,
      Map<String, Object> resnet50) {
    presets.put("seam-resnet18", resnet18);
    presets.put("seam-resnet18-dropout", with(resnet18, DROPOUT, RATE));
    presets.put("seam-resnet50", resnet50);
    presets.put("seam-resnet50-dropout", with(resnet50, DROPOUT, RATE));
  }

  /** What SEAM's authors set where they fine-tune: 300 epochs, the best of them. */
  static Map<String, Object> seamTuning() {
    return of("epochs", 300, "select", "best", "label-smoothing", 0.0);
  }

  /** Renofeation's scripts by dataset; the last weights are retained. */
  static void renofeation(
      Map<String, Map<String, Object>> presets, String dataset, Object... settings) {
    presets.put(RENOFEATION + dataset, with(of("select", "last"), settings));
  }

  /** Renofeation's five datasets, of which Birds alone has settings of its own. */
  static void renofeation(Map<String, Map<String, Object>> presets, Map<String, Object> birds) {
    for (String dataset : List.of("flowers", "scenes", "actions", "birds", "dogs")) {
      Object[] own = dataset.equals("birds") ? flat(birds) : new Object[0];
      renofeation(presets, dataset, own);
    }
  }

  private static Object[] flat(Map<String, Object> settings) {
    return settings.entrySet().stream()
        .flatMap(entry -> List.of(entry.getKey(), entry.getValue()).stream())
        .toArray();
  }
}
