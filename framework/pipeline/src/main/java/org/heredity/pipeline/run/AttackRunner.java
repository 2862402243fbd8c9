package org.heredity.pipeline.run;

import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.heredity.api.config.UsageException;
import org.heredity.api.method.Teacher;
import org.heredity.api.result.AttackCheckResult;
import org.heredity.api.result.SetResult;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.engine.Architecture;
import org.heredity.engine.memory.Scope;
import org.heredity.files.LockFile;
import org.heredity.pipeline.attack.AdversarialSet;
import org.heredity.pipeline.attack.AttackCheck;
import org.heredity.pipeline.attack.AttackPlan;
import org.heredity.pipeline.attack.AttackStage;
import org.heredity.pipeline.attack.PlannedAttack;
import org.heredity.pipeline.cache.Cache;
import org.heredity.pipeline.config.CommonConfig;
import org.heredity.pipeline.config.Installed;
import org.heredity.pipeline.config.TargetConfig;
import org.heredity.pipeline.input.TargetWork;
import org.heredity.pipeline.input.Targets;
import org.heredity.pipeline.input.Teachers;
import org.heredity.pipeline.progress.SuiteListener;

/** Makes an adversarial set, without students. Stateless. */
public final class AttackRunner {
  private static final Duration BETWEEN_CHECKPOINTS = Duration.ofSeconds(30);

  private final Installed installed;

  @Inject
  public AttackRunner(Installed installed) {
    this.installed = installed;
  }

  /**
   * What to attack.
   *
   * @param common the teacher, one attack, and the seed of its random starts
   * @param target whose test images are changed
   */
  public record Task(CommonConfig common, TargetConfig target) {
    public Task {
      if (common.attacks().size() != 1) {
        throw new UsageException("one attack makes a set, got " + common.attacks().size());
      }
    }

    /** Where the set is put, below the folder of the run. */
    public Path file() {
      return Path.of("sets", target.name() + "-" + label() + ".safetensors");
    }

    private String label() {
      return common.attacks().get(0).label();
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
    return opened(
        task,
        out,
        listener,
        (stage, target, attacks) -> {
          AttackStage.Sets sets = stage.make(target, attacks);
          if (sets.made().isEmpty()) {
            DataException failure = sets.failed().get(task.label());
            throw new DataException(target.name() + ", " + failure.getMessage(), failure);
          }
          AdversarialSet set = sets.made().get(0);
          stage.cache().export(set.blob(), out.resolve(task.file()));
          return set.result();
        });
  }

  /**
   * Whether the attack finds adversarial images that were planted; no set is made.
   *
   * @param images how many test images are looked at, as many of each class as can be; 0 for all
   * @param out created if it is not there
   * @throws org.heredity.api.config.UsageException if a name or a setting is wrong, or the attack
   *     cannot be checked
   * @throws org.heredity.files.StorageException if {@code out} cannot be written to or another
   *     process works in it
   */
  public AttackCheckResult check(Task task, int images, Path out, SuiteListener listener) {
    return opened(
        task,
        out,
        listener,
        (stage, target, attacks) -> {
          PlannedAttack<?> attack = attacks.get(0);
          if (!AttackCheck.applies(attack)) {
            throw new UsageException(
                "--attack "
                    + attack.attack().name()
                    + " cannot be checked: it is targeted, or ascends no function of a network's"
                    + " outputs that leads away from a class");
          }
          return stage.check(target, attack, images);
        });
  }

  /** What is done when everything is open. */
  private interface Work<T> {
    T run(AttackStage stage, TargetWork target, List<PlannedAttack<?>> attacks);
  }

  private <T> T opened(Task task, Path out, SuiteListener listener, Work<T> work) {
    CommonConfig common = task.common();
    String name = task.target().name();
    List<Architecture> architectures = installed.architectures(common.teacher(), "--architecture");
    AttackPlan attacks = AttackPlan.of(common.attacks(), common.protocol());
    LockFile lock = LockFile.ofFolder(out);
    try (Scope scope = new Scope()) {
      Teacher teacher = Teachers.open(common.teacher(), architectures, listener);
      scope.own(teacher.weights());
      MemoryPlan.require(teacher.spec(), attacks);
      Dataset dataset = new Targets(installed, common.setSeed(), listener).open(task.target());
      dataset.notes().forEach(note -> listener.note(name + ": " + note));
      TargetWork target =
          TargetWork.of(name, dataset, common.protocol(), teacher, common.setSeed());
      Cache cache = Cache.in(out.resolve("store"), listener, BETWEEN_CHECKPOINTS);
      return work.run(
          new AttackStage(common, teacher, cache),
          target,
          attacks.against(teacher.preprocessing().normalisation()).attacks());
    } finally {
      lock.close();
    }
  }
}
