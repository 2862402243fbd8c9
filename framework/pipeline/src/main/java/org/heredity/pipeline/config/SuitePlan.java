package org.heredity.pipeline.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.heredity.api.Protocol;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.config.Names;
import org.heredity.api.config.Settings;
import org.heredity.api.config.UsageException;
import org.heredity.api.method.Reuse;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.method.Student;
import org.heredity.engine.Architecture;

/**
 * A suite with every name looked up and every setting bound.
 *
 * @param config what the user wrote
 * @param architecture the teacher's
 * @param methods in the suite's order
 * @param attacks in the suite's order
 */
public record SuitePlan(
    SuiteConfig config,
    Architecture architecture,
    List<PlannedMethod<?>> methods,
    List<PlannedAttack<?>> attacks) {

  /** A method with its settings. */
  public record PlannedMethod<S extends Record>(String label, ReuseMethod<S> method, S settings) {
    public Student make(Reuse reuse) {
      return method.make(reuse, settings);
    }

    public Map<String, Object> values() {
      return Settings.values(settings);
    }
  }

  /** An attack with its settings and the threat model that follows from them. */
  public record PlannedAttack<S extends Record>(
      String label, Attack<S> attack, S settings, ThreatModel threat) {

    public static <S extends Record> PlannedAttack<S> of(
        String label, Attack<S> attack, S settings, Protocol protocol) {
      return new PlannedAttack<>(label, attack, settings, attack.threatModel(settings, protocol));
    }

    public Map<String, Object> values() {
      return Settings.values(settings);
    }

    /** The same attack with another budget. */
    public PlannedAttack<S> withEpsilon(double epsilon) {
      return new PlannedAttack<>(label, attack, settings, threat.withEpsilon(epsilon));
    }
  }

  /**
   * Looks everything up.
   *
   * @throws UsageException if a name is unknown or a setting cannot be
   */
  public static SuitePlan of(
      SuiteConfig config,
      Collection<Architecture> architectures,
      Collection<ReuseMethod<?>> methods,
      Collection<Attack<?>> attacks) {
    Architecture architecture =
        named(
            "teacher.architecture",
            config.teacher().architecture(),
            architectures,
            Architecture::name);
    List<PlannedMethod<?>> plannedMethods = new ArrayList<>();
    for (MethodConfig entry : config.methods()) {
      ReuseMethod<?> method = named("methods", entry.method(), methods, ReuseMethod::name);
      plannedMethods.add(bind(entry, method));
    }
    List<PlannedAttack<?>> plannedAttacks = new ArrayList<>();
    for (AttackConfig entry : config.attacks()) {
      Attack<?> attack = named("attacks", entry.attack(), attacks, Attack::name);
      plannedAttacks.add(bind(entry, attack, config.protocol()));
    }
    return new SuitePlan(config, architecture, plannedMethods, plannedAttacks);
  }

  private static <S extends Record> PlannedMethod<S> bind(
      MethodConfig entry, ReuseMethod<S> method) {
    Map<String, Object> values = PresetSettings.apply(method, entry.settings());
    return new PlannedMethod<>(
        entry.label(), method, Settings.bind(method.settings(), values, entry.label()));
  }

  public static <S extends Record> PlannedAttack<S> bind(
      AttackConfig entry, Attack<S> attack, Protocol protocol) {
    S settings = Settings.bind(attack.settings(), entry.settings(), entry.label());
    return PlannedAttack.of(entry.label(), attack, settings, protocol);
  }

  public static <T> T named(
      String option, String name, Collection<T> all, Function<T, String> key) {
    Map<String, T> byName = new LinkedHashMap<>();
    all.forEach(item -> byName.put(key.apply(item), item));
    T found = byName.get(name);
    if (found == null) {
      throw new UsageException(
          "option '"
              + option
              + "': there is no '"
              + name
              + "'; "
              + Names.advice(name, byName.keySet()));
    }
    return found;
  }

  /** The whole configuration, defaults filled in. */
  public Map<String, Object> values() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", config.name());
    all.put("protocol", config.protocol());
    Map<String, Object> teacher = new LinkedHashMap<>();
    teacher.put("architecture", config.teacher().architecture());
    if (config.teacher().source() instanceof TeacherConfig.Checkpoint file) {
      teacher.put("checkpoint", file.file().toString());
    }
    teacher.put("image-size", config.teacher().imageSize());
    teacher.put("width", config.teacher().width());
    all.put("teacher", teacher);
    all.put("targets", config.targets().stream().map(SuitePlan::values).toList());
    List<Object> methodValues = new ArrayList<>();
    methods.forEach(m -> methodValues.add(entry(m.label(), m.method().name(), m.values())));
    all.put("methods", methodValues);
    List<Object> attackValues = new ArrayList<>();
    attacks.forEach(a -> attackValues.add(entry(a.label(), a.attack().name(), a.values())));
    all.put("attacks", attackValues);
    all.put("seeds", config.seeds());
    all.put("training-scale", config.trainingScale());
    all.put("batch-size", config.batchSize());
    all.put("set-seed", config.setSeed());
    all.put("gallery-images", config.galleryImages());
    return all;
  }

  private static Map<String, Object> values(TargetConfig target) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", target.name());
    if (target.source() instanceof TargetConfig.OnDisk disk) {
      if (disk.path() != null) {
        values.put("path", disk.path().toString());
      }
      if (!disk.format().isEmpty()) {
        values.put("format", disk.format());
      }
      values.put("unreadable", disk.unreadable());
    }
    return values;
  }

  /** As in YAML: the name with its settings, and the label where it is another. */
  private static Map<String, Object> entry(
      String label, String name, Map<String, Object> settings) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put(name, settings);
    if (!label.equals(name)) {
      entry.put("label", label);
    }
    return entry;
  }
}
