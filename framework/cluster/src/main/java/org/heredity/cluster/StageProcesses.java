package org.heredity.cluster;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;

/**
 * The processes of this executor that have nothing to do. An executor's Java has no place for what
 * outlives a task but a static one; there is nothing else to be told apart, for an executor serves
 * one application. Thread-safe.
 */
final class StageProcesses {
  private static final StageProcesses HERE = new StageProcesses();

  private final ConcurrentLinkedDeque<StageProcess> idle = new ConcurrentLinkedDeque<>();

  private StageProcesses() {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> idle.forEach(StageProcess::close)));
  }

  static StageProcesses here() {
    return HERE;
  }

  /** One of a round; those of an earlier one are ended. */
  StageProcess take(int round, Supplier<StageProcess> another) {
    for (StageProcess one = idle.poll(); one != null; one = idle.poll()) {
      if (one.round() == round) {
        return one;
      }
      one.close();
    }
    return another.get();
  }

  /** Gives one back that may do more. */
  void giveBack(StageProcess one) {
    idle.push(one);
  }
}
