package org.heredity.baselines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.inject.Guice;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.heredity.api.HeredityPlugin;
import org.heredity.api.config.Settings;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.train.Schedule;
import org.heredity.api.train.TrainingSettings;
import org.junit.jupiter.api.Test;

class BaselinesModuleTest {
  private static Set<ReuseMethod<?>> methods() {
    HeredityPlugin plugin =
        ServiceLoader.load(HeredityPlugin.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(BaselinesModule.class::isInstance)
            .findFirst()
            .orElseThrow();
    return Guice.createInjector(plugin)
        .getInstance(Key.get(new TypeLiteral<Set<ReuseMethod<?>>>() {}));
  }

  @Test
  void theServiceLoaderFindsEveryMethod() {
    Set<String> names = new TreeSet<>();
    for (ReuseMethod<?> method : methods()) {
      names.add(method.name());
      assertFalse(method.description().isBlank());
    }
    assertEquals(
        new TreeSet<>(
            Set.of(
                "fine-tune",
                "retrain",
                "mag-prune",
                "remos",
                "seam",
                "delta",
                "delta-r",
                "renofeation")),
        names);
  }

  @Test
  void everyMethodHasDefaultsAndPresetsThatBind() {
    for (ReuseMethod<?> method : methods()) {
      Settings.bind(method.settings(), Map.of(), method.name());
      assertTrue(
          method.presets().keySet().containsAll(Set.of("paper-resnet18", "paper-resnet50")),
          method.name());
      method
          .presets()
          .forEach(
              (name, preset) ->
                  Settings.bind(method.settings(), preset, method.name() + " " + name));
    }
  }

  private static <S extends Record> S settings(ReuseMethod<S> method, String preset) {
    Map<String, Object> values =
        new LinkedHashMap<>(method.presets().getOrDefault(preset, Map.of()));
    return Settings.bind(method.settings(), values, method.name());
  }

  @Test
  void defaultsAreThePublishedValues() {
    TrainingSettings tune = settings(new FineTune(), "");
    assertEquals(30_000, tune.iterations());
    assertEquals(0.005, tune.lr());
    assertEquals(10, tune.headFactor());
    assertEquals(0, tune.momentum());
    assertEquals(1e-4, tune.weightDecay());
    assertEquals(0.1, tune.labelSmoothing());
    assertEquals(Schedule.CONSTANT, tune.schedule());
    TrainingSettings retrain = settings(new Retrain(), "").training();
    assertEquals(90_000, retrain.iterations());
    assertEquals(0.01, retrain.lr());
    assertEquals(1, retrain.headFactor());
    assertEquals(0.9, retrain.momentum());
    assertEquals(5e-3, retrain.weightDecay());
    assertEquals(0, retrain.labelSmoothing());
    assertEquals(Schedule.COSINE, retrain.schedule());
    assertEquals(retrain, settings(new DeltaR(), "").training());
    assertEquals(tune, settings(new MagnitudePruning(), "").training());
    assertEquals(tune, settings(new Remos(), "").training());
    assertEquals(0.8, settings(new MagnitudePruning(), "").ratio());
    assertEquals(0.1, settings(new Remos(), "paper-resnet18").ratio());
    assertEquals(0.03, settings(new Remos(), "paper-resnet50").ratio());
    assertEquals(0.1, settings(new Remos(), "paper-resnet18-dropout").training().dropout());
    Seam.Settings seam = settings(new Seam(), "");
    assertEquals(0.05, seam.lrMask());
    assertEquals(0.001, seam.lrHead());
    assertEquals(0.5, seam.alpha());
    assertEquals(0.6, seam.pruneThreshold());
    assertEquals(0, seam.training().labelSmoothing());
    assertEquals(300, settings(new Seam(), "paper-seam").searchEpochs().orElseThrow());
    assertEquals(0.5, settings(new Delta(), "").lambda());
    assertEquals(10, settings(new Delta(), "paper-dogs").lambda());
    assertEquals(5, settings(new DeltaR(), "").lambda());
    Renofeation.Settings renofeation = settings(new Renofeation(), "");
    assertEquals(0.1, renofeation.training().dropout());
    assertEquals(500, renofeation.averageEvery());
    assertEquals(30_000, renofeation.averaged().iterations());
    assertEquals(0.005, renofeation.averaged().optimisation().lr());
    assertEquals(Schedule.CONSTANT, renofeation.averaged().optimisation().schedule());
  }

  @Test
  void theTrainingScaleMultipliesBothStagesOfSeam() {
    Seam.Settings seam = settings(new Seam(), "");
    assertEquals(504, seam.searchLength(0.02, 84).steps());
    assertEquals(504, seam.training().length(0.02, 84).steps());
    Seam.Settings paper = settings(new Seam(), "paper-seam");
    assertEquals(300 * 84, paper.searchLength(1, 84).steps());
    assertEquals(30, paper.searchLength(1, 84).patience());
  }
}
