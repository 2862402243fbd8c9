package org.heredity.baselines;

import java.util.Map;
import org.heredity.api.method.Reuse;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.method.Student;
import org.heredity.api.method.TrainingStage;
import org.heredity.api.train.TrainingSettings;

/**
 * Trains all of the teacher's weights on the target, with a fresh head. Defaults are ReMoS'; SEAM
 * trains its own baseline without label smoothing and takes the best of 300 epochs.
 */
final class FineTune implements ReuseMethod<TrainingSettings> {
  @Override
  public String name() {
    return "fine-tune";
  }

  @Override
  public String description() {
    return "trains all of the teacher's weights on the target, with a fresh head";
  }

  @Override
  public Class<TrainingSettings> settings() {
    return TrainingSettings.class;
  }

  @Override
  public Map<String, Map<String, Object>> presets() {
    Map<String, Map<String, Object>> presets = PaperPresets.none();
    // One rate for all and a penalty on the head: its records are of another script than ReMoS'.
    presets.put(
        PaperPresets.REMOS_RECORDED,
        PaperPresets.of(
            "select", "last", "label-smoothing", 0.0, "head-factor", 1, "head-penalty", 0.01));
    PaperPresets.remosTable(presets, Map.of(), Map.of());
    Map<String, Object> seam = PaperPresets.with(PaperPresets.seamTuning(), "patience", 0);
    PaperPresets.seam(presets, seam, seam);
    return presets;
  }

  @Override
  public Student make(Reuse reuse, TrainingSettings settings) {
    return TrainingStage.fineTune(reuse, settings);
  }
}
