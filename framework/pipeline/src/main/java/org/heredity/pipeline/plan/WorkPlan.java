package org.heredity.pipeline.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.heredity.pipeline.attack.AttackPlan;
import org.heredity.pipeline.attack.PlannedAttack;
import org.heredity.pipeline.config.MethodConfig;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.config.TargetConfig;
import org.heredity.pipeline.plan.WorkStage.Kind;

/**
 * The work of a suite: the one place that says what there is to do and in which order. One process
 * does the stages as they are listed; of several, each does what it finds undone and ready. What
 * stages share beyond what is listed, such as a method's profile of the target, is made by who
 * needs it first. Immutable and thread-safe.
 *
 * @param stages target by target; every stage comes after what it needs
 */
public record WorkPlan(List<WorkStage> stages) {
  public WorkPlan {
    stages = List.copyOf(stages);
  }

  /**
   * The work of a suite.
   *
   * @param attacks all that sets are made by, those of other teachers too
   */
  public static WorkPlan of(SuiteConfig config, AttackPlan attacks) {
    boolean head = attacks.attacks().stream().anyMatch(PlannedAttack::needsTargetHead);
    List<WorkStage> stages = new ArrayList<>();
    for (TargetConfig target : config.targets()) {
      String name = target.name();
      stages.add(WorkStage.of(Kind.CHECKS, name));
      if (head) {
        stages.add(WorkStage.of(Kind.HEAD, name));
      }
      for (PlannedAttack<?> attack : attacks.attacks()) {
        stages.add(new WorkStage(Kind.SET, name, attack.label(), 0));
      }
      for (MethodConfig<?> method : config.methods()) {
        for (long seed : config.seeds()) {
          stages.add(new WorkStage(Kind.STUDENT, name, method.label(), seed));
          stages.add(new WorkStage(Kind.EVALUATION, name, method.label(), seed));
        }
      }
    }
    return new WorkPlan(stages);
  }

  /** The stages of a target, in order. */
  public List<WorkStage> of(String target) {
    return stages.stream().filter(stage -> stage.target().equals(target)).toList();
  }

  /** What has to be there before a stage can begin, in the plan's order. */
  public List<WorkStage> needs(WorkStage stage) {
    return of(stage.target()).stream().filter(other -> needs(stage, other)).toList();
  }

  private static boolean needs(WorkStage stage, WorkStage other) {
    return switch (stage.kind()) {
      case CHECKS, HEAD, STUDENT -> false;
      case SET -> other.kind() == Kind.HEAD;
      case EVALUATION ->
          other.kind() == Kind.SET
              || other.kind() == Kind.STUDENT
                  && other.subject().equals(stage.subject())
                  && other.seed() == stage.seed();
    };
  }

  /**
   * One of several shards, which together are all of the work: its students with their evaluations,
   * and of what students share that which is its own, if one of its students needs it. The rest it
   * makes or waits for when it comes to it.
   *
   * @param number 1 to {@code count}
   */
  public WorkPlan shard(int number, int count) {
    Set<WorkStage> own =
        stages.stream()
            .filter(stage -> stage.shard(count) == number)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Set<String> targets =
        own.stream()
            .filter(stage -> stage.kind() == Kind.STUDENT)
            .map(WorkStage::target)
            .collect(Collectors.toSet());
    return new WorkPlan(
        stages.stream()
            .filter(own::contains)
            .filter(stage -> stage.kind() == Kind.CHECKS || targets.contains(stage.target()))
            .toList());
  }
}
