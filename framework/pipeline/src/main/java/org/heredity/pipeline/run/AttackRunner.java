package org.heredity.pipeline.run;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.heredity.api.Protocol;
import org.heredity.api.attack.Attack;
import org.heredity.api.dataset.DatasetFormat;
import org.heredity.api.method.Teacher;
import org.heredity.api.result.SetResult;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.engine.Architecture;
import org.heredity.files.LockFile;
import org.heredity.pipeline.attack.AdversarialSet;
import org.heredity.pipeline.attack.AttackStage;
import org.heredity.pipeline.cache.Cache;
import org.heredity.pipeline.config.AttackConfig;
import org.heredity.pipeline.config.MethodConfig;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.config.SuitePlan;
import org.heredity.pipeline.config.SuitePlan.PlannedAttack;
import org.heredity.pipeline.config.TargetConfig;
import org.heredity.pipeline.config.TeacherConfig;
import org.heredity.pipeline.input.TargetWork;
import org.heredity.pipeline.input.Targets;
import org.heredity.pipeline.input.Teachers;
import org.heredity.pipeline.progress.SuiteListener;

/** Makes an adversarial set, without students. Stateless. */
public final class AttackRunner {
  private static final Duration BETWEEN_CHECKPOINTS = Duration.ofSeconds(30);

  private final Set<Architecture> architectures;
  private final Set<DatasetFormat> formats;
  private final Set<Attack<?>> attacks;

  @Inject
  public AttackRunner(
      Set<Architecture> architectures, Set<DatasetFormat> formats, Set<Attack<?>> attacks) {
    this.architectures = Set.copyOf(architectures);
    this.formats = Set.copyOf(formats);
    this.attacks = Set.copyOf(attacks);
  }

  /**
   * What to attack.
   *
   * @param teacher the model
   * @param target whose test images are changed
   * @param attack how
   * @param protocol decides epsilon and preprocessing where the attack's settings do not
   * @param seed of random starts, and of a target head if the attack needs one
   */
  public record Task(
      TeacherConfig teacher,
      TargetConfig target,
      AttackConfig attack,
      Protocol protocol,
      long seed) {
    /** Where the set is put, below the folder of the run. */
    public Path file() {
      return Path.of("sets", target.name() + "-" + attack.label() + ".safetensors");
    }

    /** A suite's head, for what attacks share with suites; it has no students. */
    private SuiteConfig suite() {
      return new SuiteConfig(
          "attack",
          protocol,
          teacher,
          List.of(target),
          List.of(MethodConfig.of("none")),
          List.of(attack),
          List.of(0L),
          1,
          SuiteConfig.BATCH_SIZE,
          seed,
          0);
    }
  }

  /**
   * Makes the set and puts it into {@link Task#file}: one tensor {@code images}, float32, {@code
   * [images, 3, side, side]}, normalised, in the order of the dataset. A suite in the same folder
   * with the same teacher, target, attack and seed uses it.
   *
   * @param out created if it is not there
   * @throws org.heredity.api.config.UsageException if a name or a setting is wrong
   * @throws org.heredity.files.StorageException if {@code out} cannot be written to or another
   *     process works in it
   */
  public SetResult run(Task task, Path out, SuiteListener listener) {
    SuiteConfig suite = task.suite();
    Architecture architecture =
        SuitePlan.named(
            "--architecture", task.teacher().architecture(), architectures, Architecture::name);
    Attack<?> attack = SuitePlan.named("--attack", task.attack().attack(), attacks, Attack::name);
    PlannedAttack<?> planned = SuitePlan.bind(task.attack(), attack, task.protocol());
    LockFile lock = LockFile.ofFolder(out);
    try {
      Teacher teacher = Teachers.open(task.teacher(), architecture, listener);
      Dataset dataset = new Targets(formats, task.seed(), listener).open(task.target());
      dataset.notes().forEach(note -> listener.note(task.target().name() + ": " + note));
      TargetWork target =
          TargetWork.of(task.target().name(), dataset, task.protocol(), teacher, task.seed());
      Cache cache = Cache.in(out.resolve("store"), listener, BETWEEN_CHECKPOINTS);
      AttackStage stage = new AttackStage(suite, teacher, cache);
      AttackStage.Sets sets = stage.make(target, List.of(planned));
      if (sets.made().isEmpty()) {
        DataException failure = sets.failed().get(task.attack().label());
        throw new DataException(task.target().name() + ", " + failure.getMessage(), failure);
      }
      AdversarialSet set = sets.made().get(0);
      cache.export(set.blob(), out.resolve(task.file()));
      return set.result();
    } finally {
      lock.close();
    }
  }
}
