package org.heredity.pipeline.attack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.method.HeadTraining;
import org.heredity.api.method.Teacher;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.DataException;
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

  /** What was learnt of the attacks so far. */
  public List<Evidence.Probe> probes() {
    return probes;
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

  private AdversarialSet make(TargetWork target, PlannedAttack<?> attack) {
    try (StudentReuse reuse = reuse(target)) {
      StateDict weights = attacked(reuse, attack);
      AdversarialSet set = set(target, attack, weights);
      probes.add(
          new ProbeMaker(cache, config.setSeed())
              .make(target, attack, set, changed -> surrogate(target, weights, changed)));
      return set;
    }
  }

  /** The sets of an attack with other epsilons, in their order. */
  public List<AdversarialSet> sweep(
      TargetWork target, PlannedAttack<?> attack, List<Double> epsilons) {
    try (StudentReuse reuse = reuse(target)) {
      StateDict weights = attacked(reuse, attack);
      List<AdversarialSet> sets = new ArrayList<>();
      for (double epsilon : epsilons) {
        sets.add(set(target, attack.withEpsilon(epsilon), weights));
      }
      return sets;
    }
  }

  private AdversarialSet set(TargetWork target, PlannedAttack<?> attack, StateDict weights) {
    String head = attack.attack().needsTargetHead() ? weights.digest() : "";
    return maker.make(target, attack, head, () -> surrogate(target, weights, attack));
  }

  private Surrogate surrogate(TargetWork target, StateDict weights, PlannedAttack<?> attack) {
    return Surrogate.of(teacher, weights, target.dataset().classes().size(), attack);
  }

  private StudentReuse reuse(TargetWork target) {
    return new StudentReuse(
        config, 1, teacher, target, cache, target.name(), config.setSeed(), Map.of());
  }

  /** The teacher as the attack needs it, with its own head or one for the target. */
  private StateDict attacked(StudentReuse reuse, PlannedAttack<?> attack) {
    return attack.attack().needsTargetHead()
        ? HeadTraining.teacherWithHead(reuse, config.setSeed())
        : teacher.weights();
  }
}
