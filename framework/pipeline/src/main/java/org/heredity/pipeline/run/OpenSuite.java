package org.heredity.pipeline.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.heredity.api.config.Settings;
import org.heredity.api.method.Teacher;
import org.heredity.data.Dataset;
import org.heredity.engine.Architecture;
import org.heredity.engine.memory.Scope;
import org.heredity.files.Sha256;
import org.heredity.pipeline.attack.AttackPlan;
import org.heredity.pipeline.attack.AttackSources;
import org.heredity.pipeline.attack.WhiteBoxStage;
import org.heredity.pipeline.cache.Cache;
import org.heredity.pipeline.cache.CanonicalJson;
import org.heredity.pipeline.checks.Evidence;
import org.heredity.pipeline.config.CommonConfig;
import org.heredity.pipeline.config.Installed;
import org.heredity.pipeline.config.MethodConfig;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.config.TargetConfig;
import org.heredity.pipeline.evaluate.PresetTrial;
import org.heredity.pipeline.input.DuplicateFinder;
import org.heredity.pipeline.input.OtherTeachers;
import org.heredity.pipeline.input.TargetWork;
import org.heredity.pipeline.input.Targets;
import org.heredity.pipeline.input.Teachers;
import org.heredity.pipeline.plan.WorkPlan;
import org.heredity.pipeline.progress.SuiteListener;

/**
 * A suite whose inputs are open: what every process works with that does a part of it. Nothing has
 * been computed. Not thread-safe.
 *
 * @param config what the user asks for
 * @param installed what may be asked for
 * @param teacher the model that is reused
 * @param targets in order
 * @param cache where everything is stored
 * @param sources makes adversarial sets
 * @param plan all there is to do
 */
record OpenSuite(
    SuiteConfig config,
    Installed installed,
    Teacher teacher,
    List<TargetWork> targets,
    Cache cache,
    AttackSources sources,
    WorkPlan plan) {
  /**
   * Opens everything.
   *
   * @param architectures that the teacher may be of
   * @param attacks on it
   * @param caches opens the cache, once the inputs are found to be what they should be
   * @param scope owns what is open as long as the run
   */
  static OpenSuite of(
      SuiteConfig config,
      List<Architecture> architectures,
      AttackPlan attacks,
      Targets datasets,
      Supplier<Cache> caches,
      Scope scope) {
    CommonConfig common = config.common();
    SuiteListener listener = datasets.listener();
    Installed installed = datasets.installed();
    Teacher teacher = Teachers.open(common.teacher(), architectures, listener);
    scope.own(teacher.weights());
    MemoryPlan.tell(teacher.spec(), common.batchSize(), attacks, listener);
    List<TargetWork> targets = new ArrayList<>();
    for (TargetConfig target : config.targets()) {
      Dataset dataset = datasets.open(target);
      dataset.notes().forEach(note -> listener.note(target.name() + ": " + note));
      noteHead(teacher, target.name(), dataset.classes().size(), listener);
      targets.add(
          TargetWork.of(
              target.name(),
              dataset,
              common.protocol(),
              teacher,
              common.setSeed(),
              config.targets().size()));
    }
    Cache cache = caches.get();
    Map<String, Teacher> others = OtherTeachers.open(common, teacher, installed, listener, scope);
    AttackSources sources = new AttackSources(common, attacks, teacher, others, cache);
    new WhiteBoxStage(common, cache).require(teacher.spec());
    WorkPlan plan = WorkPlan.of(config, sources.plan());
    return new OpenSuite(config, installed, teacher, targets, cache, sources, plan);
  }

  private static void noteHead(
      Teacher teacher, String target, int classes, SuiteListener listener) {
    int original = teacher.spec().classes();
    if (classes != original) {
      listener.note(
          target
              + ": the teacher's head of "
              + original
              + " classes is dropped, students get a new one of "
              + classes);
    }
  }

  /** A digest of all that decides what the stages of the plan come to. */
  String digest() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("suite", String.valueOf(Settings.values(config)));
    all.put("teacher", teacher.digest());
    all.put("targets", targets.stream().map(target -> target.dataset().digest()).toList());
    return Sha256.of(CanonicalJson.of(all));
  }

  TargetWork target(String name) {
    return targets.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  MethodConfig<?> method(String label) {
    return config.methods().stream()
        .filter(one -> one.label().equals(label))
        .findFirst()
        .orElseThrow();
  }

  /** Test images that stand in training, too. */
  Optional<Evidence.Duplicates> duplicates(TargetWork target) {
    return new DuplicateFinder(cache).find(target);
  }

  /** Whether other preprocessing would serve the teacher better; only if it may know the target. */
  Optional<Evidence.Preprocessed> preprocessed(TargetWork target) {
    if (teacher.spec().classes() != target.dataset().classes().size()) {
      return Optional.empty();
    }
    // It may be the data that the teacher was trained on.
    String subject = target.name() + ", teacher";
    PresetTrial trial =
        new PresetTrial(teacher.spec(), teacher.weights(), target.data().preprocessing());
    return Optional.of(
        new Evidence.Preprocessed(subject, List.of(), trial.cached(cache, target, subject)));
  }
}
