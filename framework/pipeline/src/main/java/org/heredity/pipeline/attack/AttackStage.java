package org.heredity.pipeline.attack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.heredity.api.attack.ProtocolDefaults;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.method.HeadTraining;
import org.heredity.api.method.Teacher;
import org.heredity.api.result.AttackCheckResult;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.DataException;
import org.heredity.engine.FrozenNetwork;
import org.heredity.files.StorageException;
import org.heredity.pipeline.cache.Cache;
import org.heredity.pipeline.checks.Evidence;
import org.heredity.pipeline.config.CommonConfig;
import org.heredity.pipeline.input.TargetWork;
import org.heredity.pipeline.progress.Reason;
import org.heredity.pipeline.student.StudentReuse;

/** Makes and probes the adversarial sets of a target. Not thread-safe. */
public final class AttackStage {
  private final CommonConfig config;
  private final Teacher teacher;
  private final Cache cache;
  private final SetMaker maker;
  private final List<Evidence.Probe> probes = new ArrayList<>();

  public AttackStage(CommonConfig config, Teacher teacher, Cache cache) {
    this.config = config;
    this.teacher = teacher;
    this.cache = cache;
    this.maker = new SetMaker(cache, teacher, config.setSeed());
  }

  /**
   * The sets of a target.
   *
   * @param made in the order of the attacks
   * @param failed why those that are missing failed, by the attack's label
   */
  public record Sets(List<AdversarialSet> made, Map<String, DataException> failed) {}

  /** The same, of which nothing has been learnt yet. */
  AttackStage again() {
    return new AttackStage(config, teacher, cache);
  }

  /** What was learnt of the attacks so far. */
  public List<Evidence.Probe> probes() {
    return probes;
  }

  /** Where everything is stored. */
  public Cache cache() {
    return cache;
  }

  /** The sets of all attacks on a target; one that fails does not stop the others. */
  public Sets make(TargetWork target, List<PlannedAttack<?>> attacks) {
    List<AdversarialSet> made = new ArrayList<>();
    Map<String, DataException> failed = new LinkedHashMap<>();
    for (PlannedAttack<?> attack : attacks) {
      try {
        made.add(make(target, attack));
      } catch (StorageException e) {
        throw e;
      } catch (RuntimeException | OutOfMemoryError e) {
        String reason = "the adversarial set could not be made: " + Reason.of(e);
        cache.listener().note(target.name() + ", " + attack.label() + ": " + reason);
        failed.put(attack.label(), new DataException(reason, e));
      }
    }
    return new Sets(made, failed);
  }

  /** Trains the head that attacks need which need one. */
  void head(TargetWork target) {
    try (StudentReuse reuse = reuse(target)) {
      HeadTraining.head(reuse, config.setSeed());
    }
  }

  private AdversarialSet make(TargetWork target, PlannedAttack<?> attack) {
    try (StudentReuse reuse = reuse(target)) {
      List<StateDict> models = models(reuse, attack);
      AdversarialSet set = set(reuse, target, attack, models);
      probes.add(
          new ProbeMaker(cache, config.setSeed())
              .make(
                  target,
                  attack,
                  set,
                  changed -> surrogate(target, models, changed),
                  changed -> prepared(reuse, changed)));
      return set;
    }
  }

  /**
   * Whether an attack finds what is planted.
   *
   * @param images how many are looked at; 0 for all test images
   */
  public AttackCheckResult check(TargetWork target, PlannedAttack<?> attack, int images) {
    ThreatModel threat = attack.threat();
    ThreatModel within =
        ProtocolDefaults.threatModel(config.protocol(), threat.norm(), Optional.empty())
            .against(threat.normalisation());
    return new AttackCheck(cache, config.setSeed(), images)
        .run(
            target,
            attack,
            within,
            teacher.digest(),
            () -> FrozenNetwork.of(teacher.spec(), teacher.weights()));
  }

  /** The sets of an attack with other epsilons, in their order. */
  public List<AdversarialSet> sweep(
      TargetWork target, PlannedAttack<?> attack, List<Double> epsilons) {
    try (StudentReuse reuse = reuse(target)) {
      List<StateDict> models = models(reuse, attack);
      List<AdversarialSet> sets = new ArrayList<>();
      for (double epsilon : epsilons) {
        sets.add(set(reuse, target, attack.withEpsilon(epsilon), models));
      }
      return sets;
    }
  }

  private <S extends Record> AdversarialSet set(
      StudentReuse reuse, TargetWork target, PlannedAttack<S> attack, List<StateDict> models) {
    return maker.make(
        target,
        attack,
        digests(models),
        () -> prepared(reuse, attack),
        () -> surrogate(target, models, attack));
  }

  /** Of what is attacked; empty if that is the teacher itself. */
  private String digests(List<StateDict> models) {
    return models.size() == 1 && models.get(0) == teacher.weights()
        ? ""
        : models.stream().map(StateDict::digest).collect(Collectors.joining(" "));
  }

  private <S extends Record> StateDict prepared(StudentReuse reuse, PlannedAttack<S> attack) {
    return attack.attack().prepare(reuse, attack.threat(), attack.settings(), config.setSeed());
  }

  private Surrogate surrogate(TargetWork target, List<StateDict> models, PlannedAttack<?> attack) {
    return Surrogate.of(teacher, models, target.dataset().classes().size(), attack);
  }

  private StudentReuse reuse(TargetWork target) {
    return new StudentReuse(
        config, 1, teacher, target, cache, target.name(), config.setSeed(), Map.of());
  }

  private <S extends Record> List<StateDict> models(StudentReuse reuse, PlannedAttack<S> attack) {
    return attack.attack().models(reuse, attack.settings(), config.setSeed());
  }
}
