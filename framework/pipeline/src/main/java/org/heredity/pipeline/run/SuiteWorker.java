package org.heredity.pipeline.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.heredity.files.Claims;
import org.heredity.files.StorageException;
import org.heredity.pipeline.cache.WorkBoard;
import org.heredity.pipeline.plan.WorkPlan;
import org.heredity.pipeline.plan.WorkStage;

/**
 * Does a part of a suite's work beside other processes: of the stages of its plan, always the first
 * that is ready and that nobody does, until all are done. What it makes lies in the store; no
 * result is written. Not thread-safe.
 */
final class SuiteWorker {
  private static final int POLL_MILLISECONDS = 200;

  /** The longer there has been nothing to do the more rarely it looks, for a store may be far. */
  private static final int MOST_MILLISECONDS = 2000;

  private final StageWork work;
  private final WorkPlan own;
  private final WorkBoard board;
  private final boolean shared;
  private final Consumer<WorkStage> done;
  private final Set<WorkStage> ended = new HashSet<>();

  /**
   * A worker.
   *
   * @param own the stages that are its to do
   * @param board where it and others note what they do
   * @param shared whether others do the same stages, so that what fails here has failed for all
   * @param done hears of each stage that is done, here or elsewhere
   */
  SuiteWorker(
      OpenSuite suite, WorkPlan own, WorkBoard board, boolean shared, Consumer<WorkStage> done) {
    this.work = new StageWork(suite);
    this.own = own;
    this.board = board;
    this.shared = shared;
    this.done = done;
  }

  /**
   * Works until all stages are done.
   *
   * @throws StorageException if the store cannot be worked in
   */
  void run() {
    List<WorkStage> left = new ArrayList<>(own.stages());
    int pause = POLL_MILLISECONDS;
    while (!left.isEmpty()) {
      if (oneMore(left)) {
        pause = POLL_MILLISECONDS;
      } else {
        sleep(pause);
        pause = Math.min(2 * pause, MOST_MILLISECONDS);
      }
    }
  }

  /** Does the first stage that can be done; drops those that are. */
  private boolean oneMore(List<WorkStage> left) {
    for (Iterator<WorkStage> stages = left.iterator(); stages.hasNext(); ) {
      WorkStage stage = stages.next();
      if (board.isDone(stage.id())) {
        stages.remove();
        ended(stage);
      } else if (ready(stage)) {
        Optional<Claims.Claim> claim = board.take(stage.id());
        if (claim.isPresent()) {
          Claims.Claim held = claim.get();
          try (held) {
            // Another may have done it between the look at the board and the claim.
            if (!board.isDone(stage.id()) && (work.attempt(stage) || shared)) {
              board.done(stage.id());
            }
          }
          stages.remove();
          ended(stage);
          return true;
        }
      }
    }
    return left.isEmpty();
  }

  /** Of what it needs, that which is not this plan's is made or waited for when it comes to it. */
  private boolean ready(WorkStage stage) {
    return own.needs(stage).stream().allMatch(ended::contains);
  }

  private void ended(WorkStage stage) {
    ended.add(stage);
    done.accept(stage);
  }

  private static void sleep(int milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException("interrupted while waiting for other processes", e);
    }
  }
}
