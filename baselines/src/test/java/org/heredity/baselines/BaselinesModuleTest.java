package org.heredity.baselines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.inject.Guice;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.heredity.api.HeredityPlugin;
import org.heredity.api.Protocol;
import org.heredity.api.config.Settings;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.train.Optimisation;
import org.heredity.api.train.Schedule;
import org.heredity.api.train.Select;
import org.heredity.api.train.TrainingLength;
import org.heredity.api.train.TrainingSettings;
import org.heredity.engine.Initialisation;
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
      assertFalse(method.presets().isEmpty(), method.name());
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
    assertEquals(tune, settings(new Remos(), "").training());
    TrainingSettings pruned = settings(new MagnitudePruning(), "").training();
    assertEquals(10_000, pruned.iterations());
    assertEquals(tune.optimisation(), pruned.optimisation());
    TrainingSettings retrain = settings(new Retrain(), "").training();
    assertEquals(30_000, retrain.iterations());
    assertEquals(
        new Optimisation(0.01, 1, 0.9, 5e-3, 0.01, 0, Schedule.CONSTANT), retrain.optimisation());
    TrainingSettings drawn = settings(new DeltaR(), "").training();
    assertEquals(90_000, drawn.iterations());
    assertEquals(
        new Optimisation(0.01, 1, 0.9, 5e-3, 0.01, 0, Schedule.COSINE), drawn.optimisation());
    TrainingSettings own = settings(new Retrain(), "renofeation").training();
    assertEquals(drawn.optimisation(), own.optimisation());
    assertEquals(90_000, own.iterations());
    assertEquals(0.8, settings(new MagnitudePruning(), "").ratio());
    assertEquals(0.1, settings(new Remos(), "").ratio());
    Seam.Settings seam = settings(new Seam(), "");
    assertEquals(0.05, seam.lrMask());
    assertEquals(0.001, seam.lrHead());
    assertEquals(0.5, seam.alpha());
    assertEquals(0.6, seam.pruneThreshold());
    assertEquals(0, seam.training().labelSmoothing());
    assertEquals(Optional.empty(), seam.liveOnly());
    assertEquals(0.5, settings(new Delta(), "").lambda());
    assertEquals(
        new Optimisation(0.01, 1, 0, 1e-4, 0.01, 0, Schedule.COSINE),
        settings(new Delta(), "").training().optimisation());
    assertEquals(5, settings(new DeltaR(), "").lambda());
    Renofeation.Settings renofeation = settings(new Renofeation(), "");
    assertEquals(0.1, renofeation.training().dropout());
    assertEquals(500, renofeation.averageEvery());
    assertEquals(30_000, renofeation.averaged().iterations());
    assertEquals(0.005, renofeation.averaged().optimisation().lr());
    assertEquals(Schedule.CONSTANT, renofeation.averaged().optimisation().schedule());
  }

  @Test
  void presetsAreThePublishedRuns() {
    Optimisation recorded = new Optimisation(0.005, 1, 0, 1e-4, 0.01, 0, Schedule.CONSTANT);
    TrainingSettings tune = settings(new FineTune(), "remos-recorded");
    assertEquals(recorded, tune.optimisation());
    assertEquals(Select.LAST, tune.selected(Protocol.STRICT));
    Remos.Settings remos = settings(new Remos(), "remos-recorded");
    assertEquals(0.05, remos.ratio());
    assertEquals(10, remos.training().headFactor(), "its log shows a rate of 0.05");
    assertEquals(0, remos.training().dropout());
    assertEquals(Select.LAST, remos.training().selected(Protocol.STRICT));
    assertEquals(0.1, settings(new Remos(), "remos-table").training().dropout());
    assertEquals(0.03, settings(new Remos(), "remos-table-resnet50").ratio());
    assertEquals(0.03, settings(new Remos(), "seam-resnet50-dropout").ratio());
    assertEquals(0.1, settings(new Seam(), "seam-resnet18-dropout").training().dropout());
    TrainingSettings seams = settings(new FineTune(), "seam-resnet18");
    assertEquals(Select.BEST, seams.selected(Protocol.PAPER));
    assertEquals(
        new TrainingLength(25_200, 84, 0, Select.BEST), seams.length(Protocol.PAPER, 1, 84));
    Retrain.Settings retrained = settings(new Retrain(), "seam-resnet18");
    assertEquals(
        new Optimisation(0.1, 1, 0.5, 1e-4, 0, Schedule.CONSTANT),
        retrained.training().optimisation());
    assertEquals(Initialisation.FAN_OUT, retrained.initialisation());
    assertEquals(Initialisation.PYTORCH, settings(new Retrain(), "").initialisation());
    Delta.Settings flowers = settings(new Delta(), "renofeation-flowers");
    assertEquals(0.1, flowers.lambda());
    assertEquals(
        new Optimisation(0.005, 1, 0.9, 1e-4, 0.01, 0, Schedule.COSINE),
        flowers.training().optimisation());
    Delta.Settings dogs = settings(new Delta(), "renofeation-dogs");
    assertEquals(10, dogs.lambda());
    assertEquals(0, dogs.training().weightDecay());
    Delta.Settings table = settings(new Delta(), "remos-table");
    assertEquals(10_000, table.training().iterations());
    assertEquals(
        new Optimisation(0.01, 1, 0, 1e-4, 0.01, 0, Schedule.CONSTANT),
        table.training().optimisation());
    assertEquals(1, settings(new Renofeation(), "renofeation-birds").lambda());
    assertEquals(5, settings(new DeltaR(), "renofeation-dogs").lambda());
  }

  @Test
  void theTrainingScaleMultipliesAllStagesOfSeam() {
    Seam.Settings seam = settings(new Seam(), "");
    assertEquals(504, seam.head(Protocol.STRICT).length(Protocol.STRICT, 0.02, 84).steps());
    assertEquals(504, seam.searchLength(Protocol.STRICT, 0.02, 84).steps());
    assertEquals(504, seam.tuning(Protocol.STRICT).length(Protocol.STRICT, 0.02, 84).steps());
  }

  @Test
  void underThePaperProtocolSeamCountsEpochsLooksAfterEachAndSavesTheLastMask() {
    Seam.Settings seam = settings(new Seam(), "");
    TrainingLength best = new TrainingLength(300 * 7, 7, 30, Select.BEST);
    assertEquals(best, seam.head(Protocol.PAPER).length(Protocol.PAPER, 1, 7));
    assertEquals(best.selecting(Select.LAST), seam.searchLength(Protocol.PAPER, 1, 7));
    assertEquals(best, seam.tuning(Protocol.PAPER).length(Protocol.PAPER, 1, 7));
    Seam.Settings preset = settings(new Seam(), "seam-resnet18");
    assertEquals(Select.BEST, preset.searchLength(Protocol.STRICT, 1, 84).select());
    assertEquals(300 * 84, preset.searchLength(Protocol.STRICT, 1, 84).steps());
  }
}
