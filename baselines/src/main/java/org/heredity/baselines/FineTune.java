package org.heredity.baselines;

import java.util.Map;
import org.heredity.api.method.Reuse;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.method.Student;
import org.heredity.api.method.TrainingStage;
import org.heredity.api.train.TrainingSettings;

/**
 * Trains all of the teacher's weights on the target, with a fresh head. Defaults are ReMoS'; SEAM
 * trains its own baseline without label smoothing (preset {@code paper-seam}).
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
    Map<String, Map<String, Object>> presets = PaperPresets.common(Map.of(), Map.of());
    presets.put(PaperPresets.SEAM, Map.of("epochs", 300, "patience", 30, "label-smoothing", 0.0));
    return presets;
  }

  @Override
  public Student make(Reuse reuse, TrainingSettings settings) {
    return TrainingStage.fineTune(reuse, settings);
  }
}
