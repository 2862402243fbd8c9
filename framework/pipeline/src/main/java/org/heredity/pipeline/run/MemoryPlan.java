package org.heredity.pipeline.run;

import java.util.List;
import org.heredity.api.attack.Demand;
import org.heredity.api.config.UsageException;
import org.heredity.engine.MemoryNeed;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Mode;
import org.heredity.pipeline.attack.AttackPlan;
import org.heredity.pipeline.attack.PlannedAttack;
import org.heredity.pipeline.input.ComputeBatch;
import org.heredity.pipeline.progress.SuiteListener;

/** What the tensors of a run take at their peak. */
final class MemoryPlan {
  private final NetworkSpec spec;
  private final MemoryNeed need;

  private MemoryPlan(NetworkSpec spec) {
    this.spec = spec;
    this.need = MemoryNeed.of(spec);
  }

  /**
   * Tells a suite's peak before anything is computed; refuses what could only fail hours later.
   *
   * @throws UsageException if a training batch or an attack's networks do not fit
   */
  static void tell(NetworkSpec spec, int batchSize, AttackPlan attacks, SuiteListener listener) {
    MemoryPlan plan = new MemoryPlan(spec);
    long peak = Math.max(plan.training(batchSize), plan.attacking(attacks));
    listener.note(
        "memory for tensors: up to "
            + MemoryNeed.megabytes(peak)
            + " MB of "
            + MemoryNeed.megabytes(MemoryNeed.allowed())
            + " MB allowed");
  }

  /**
   * Refuses attacks that do not fit.
   *
   * @throws UsageException naming the attack
   */
  static void require(NetworkSpec spec, AttackPlan attacks) {
    new MemoryPlan(spec).attacking(attacks);
  }

  private long training(int batchSize) {
    long peak = 0;
    for (Mode mode : List.of(Mode.TRAIN, Mode.MASK)) {
      need.refusal(mode, batchSize, "batch-size")
          .ifPresent(
              reason -> {
                throw new UsageException(reason);
              });
      peak = Math.max(peak, need.bytes(mode, batchSize));
    }
    // Some methods compare with the teacher while they train.
    return peak + need.bytes(Mode.INFER, batchSize);
  }

  private long attacking(AttackPlan attacks) {
    long peak = 0;
    for (PlannedAttack<?> attack : attacks.attacks()) {
      peak = Math.max(peak, attacking(attack.label(), attack.demand()));
    }
    return peak;
  }

  /** Each network holds a pass of its own; teacher and first look at where it led. */
  private long attacking(String attack, Demand demand) {
    int images = ComputeBatch.of(spec.imageSize());
    int pass = need.gradientBatch(images * demand.copies());
    long bytes =
        demand.networks() * need.bytes(Mode.ATTACK, Math.max(pass, need.batch(Mode.ATTACK, images)))
            + 2 * need.bytes(Mode.INFER, images);
    if (demand.networks() > 1 && bytes > MemoryNeed.allowed()) {
      throw new UsageException(
          "the attack '%s' holds %d networks (%s at %d px) at once, which need up to %d MB of memory"
                  .formatted(
                      attack,
                      demand.networks(),
                      spec.architecture().name(),
                      spec.imageSize(),
                      MemoryNeed.megabytes(bytes))
              + " for tensors, but %d MB are allowed; take fewer, or allow more with HEREDITY_NATIVE"
                  .formatted(MemoryNeed.megabytes(MemoryNeed.allowed())));
    }
    return bytes;
  }
}
