package org.heredity.pipeline.run;

import java.util.List;
import org.heredity.api.config.UsageException;
import org.heredity.engine.MemoryNeed;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Mode;
import org.heredity.pipeline.progress.SuiteListener;

/** What a suite's tensors take at their peak. */
final class MemoryPlan {
  private MemoryPlan() {}

  /**
   * Tells the peak before anything is computed; refuses what could only fail hours later.
   *
   * @throws UsageException if a training batch does not fit
   */
  static void tell(NetworkSpec spec, int batchSize, SuiteListener listener) {
    MemoryNeed need = MemoryNeed.of(spec);
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
    peak += need.bytes(Mode.INFER, batchSize);
    listener.note(
        "memory for tensors: up to "
            + MemoryNeed.megabytes(peak)
            + " MB of "
            + MemoryNeed.megabytes(MemoryNeed.allowed())
            + " MB allowed");
  }
}
