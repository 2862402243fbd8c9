package org.heredity.pipeline.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.heredity.files.StorageException;
import org.heredity.pipeline.cache.WorkBoard;
import org.heredity.pipeline.crew.Crew;
import org.heredity.pipeline.crew.StageOrder;
import org.heredity.pipeline.crew.StageReport;
import org.heredity.pipeline.input.Machine;
import org.heredity.pipeline.plan.WorkPlan;
import org.heredity.pipeline.plan.WorkStage;
import org.heredity.pipeline.plan.WorkStage.Kind;

/**
 * Has a suite's stages done by a crew: each as soon as what it needs is done. Of the students of
 * one method on one target the first goes ahead, for what they share is made by who needs it first,
 * and two machines would both make it. Not thread-safe.
 */
final class CrewRun {
  /** More are not asked for at a time, however many are ready. */
  private static final int MOST_AHEAD = 500;

  private final OpenSuite suite;
  private final Crew crew;
  private final WorkBoard board;
  private final Consumer<WorkStage> done;
  private final WorkPlan plan;
  private final String digest;
  private final String processor = Machine.here().processor();
  private int round;
  private final Set<WorkStage> ended = new HashSet<>();
  private final Set<WorkStage> asked = new HashSet<>();
  private final BlockingQueue<Ended> reports = new LinkedBlockingQueue<>();

  /** A stage that a machine has done, or that none could do. */
  private record Ended(WorkStage stage, StageReport report, Throwable error) {}

  /**
   * A run.
   *
   * @param board where is noted what is done
   * @param done hears of each stage that is done
   */
  CrewRun(OpenSuite suite, Crew crew, WorkBoard board, Consumer<WorkStage> done) {
    this.suite = suite;
    this.crew = crew;
    this.board = board;
    this.done = done;
    this.plan = suite.plan();
    this.digest = suite.digest();
  }

  /**
   * Runs until all stages are done.
   *
   * @param number of the round; in the first, what an earlier run did is left out
   * @throws StorageException if a stage could be done by no machine
   */
  void run(int number) {
    round = number;
    List<WorkStage> left = new ArrayList<>(plan.stages());
    if (round == 1) {
      for (Iterator<WorkStage> stages = left.iterator(); stages.hasNext(); ) {
        WorkStage stage = stages.next();
        if (board.wasDone(stage.id(), crew.depot())) {
          stages.remove();
          ended(stage);
        }
      }
      if (!ended.isEmpty()) {
        suite.cache().listener().note(ended.size() + " stages were done by an earlier run");
      }
    }
    while (!left.isEmpty()) {
      for (WorkStage stage : left) {
        if (asked.size() < MOST_AHEAD && !asked.contains(stage) && ready(stage)) {
          ask(stage);
        }
      }
      WorkStage next = await();
      left.remove(next);
      asked.remove(next);
      ended(next);
    }
  }

  private boolean ready(WorkStage stage) {
    return ended.containsAll(plan.needs(stage)) && !behindAnother(stage);
  }

  /** Whether the first student of its method and target is on its way, and this is another. */
  private boolean behindAnother(WorkStage stage) {
    if (stage.kind() != Kind.STUDENT) {
      return false;
    }
    List<WorkStage> alike =
        plan.of(stage.target()).stream()
            .filter(one -> one.kind() == Kind.STUDENT && method(one).equals(method(stage)))
            .toList();
    return alike.stream().noneMatch(ended::contains) && !alike.get(0).equals(stage);
  }

  private String method(WorkStage stage) {
    return suite.method(stage.subject()).method().name();
  }

  private void ask(WorkStage stage) {
    asked.add(stage);
    crew.perform(new StageOrder(stage.id(), digest, processor, round, suite.cache().failed()))
        .whenComplete((report, error) -> reports.add(new Ended(stage, report, error)));
  }

  private WorkStage await() {
    Ended next;
    try {
      next = reports.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException("interrupted while a cluster works", e);
    }
    if (next.error() != null) {
      Throwable error = next.error();
      throw new StorageException(
          (error instanceof CompletionException ? error.getCause() : error).getMessage(), error);
    }
    StageReport report = next.report();
    suite.cache().failed(report.failed());
    suite
        .cache()
        .listener()
        .note(
            String.format(
                Locale.ROOT,
                "%s: %s%s, %.1f s",
                report.where(),
                report.stage(),
                report.whole() ? "" : " failed",
                report.seconds()));
    if (report.whole()) {
      board.done(report.stage(), crew.depot());
    }
    return next.stage();
  }

  private void ended(WorkStage stage) {
    ended.add(stage);
    done.accept(stage);
  }
}
