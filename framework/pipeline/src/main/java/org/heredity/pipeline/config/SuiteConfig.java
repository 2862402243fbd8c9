package org.heredity.pipeline.config;

import java.util.List;
import org.heredity.api.config.Inlined;
import org.heredity.api.config.Setting;
import org.heredity.api.config.Settings;

/**
 * A suite, as users write it and as it is run: a grid of cells, one teacher and every target with
 * every method, seed and attack. {@link Settings#values} of it is what results show.
 */
public record SuiteConfig(
    @Setting(value = "The suite's name, as reports show it", byDefault = "suite") String name,
    @Inlined CommonConfig common,
    @Setting("Target datasets: a known name, or {name, path, format, unreadable}")
        List<TargetConfig> targets,
    @Setting(
            "Methods: a name, or {name: settings}, with a 'label' beside it to tell two apart, or"
                + " a 'sweep' of one setting over a list of values")
        List<MethodConfig<?>> methods,
    @Setting(value = "Seeds of the students", byDefault = "[1]") List<Long> seeds,
    @Setting(
            value = "Share of the published number of training steps",
            byDefault = "1",
            formerly = "budget",
            min = 1e-6,
            max = 1000)
        double trainingScale) {
  public SuiteConfig {
    CommonConfig.requireName("suite", name);
    targets = CommonConfig.some("targets", targets, TargetConfig::name);
    methods = CommonConfig.some("methods", methods, MethodConfig::label);
    seeds = CommonConfig.some("seeds", seeds, seed -> seed);
    Settings.requireInRange(SuiteConfig.class, "training-scale", trainingScale);
  }

  /** The number of students: targets times methods times seeds. */
  public int students() {
    return targets.size() * methods.size() * seeds.size();
  }
}
