package org.heredity.api.train;

import java.util.Locale;
import org.heredity.api.result.CurvePoint;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.engine.memory.NonFiniteException;
import org.heredity.engine.memory.Scope;

/**
 * Feeds batches to a learner, evaluates it at intervals, retains the best result, stops when it no
 * longer improves, reports its curve and saves what a resumed run needs. The result of a run that
 * was interrupted and resumed is bitwise identical to that of one that was not. Immutable.
 *
 * <p>Of two equal evaluations the later counts as the better unless the learner says otherwise, as
 * in SEAM's published fine-tuning: with few images equal accuracies are common, and the later
 * result has been trained for longer.
 *
 * @param stage name of the stage, for the curve and for messages
 * @param length how long to train, and when to evaluate and stop
 * @param images to train on
 */
public record TrainingLoop(String stage, TrainingLength length, TrainingImages images) {
  /**
   * Trains.
   *
   * @param learner before its first step; the caller closes it
   * @param progress to report to, to save to and to resume from
   * @return the best result evaluated, or the last if the length says so or there was nothing to
   *     choose by; the caller's
   * @throws TrainingException if the loss, an output or a value within the network is no longer a
   *     finite number
   */
  public StateDict run(Learner learner, Progress progress) {
    StateDict saved = progress.resumed();
    LoopState state = saved == null ? new LoopState() : LoopState.restore(saved, stage, learner);
    state.points.forEach(progress::point);
    try {
      continueFrom(state, learner, progress);
    } catch (RuntimeException | Error e) {
      state.releaseBest();
      throw e;
    }
    return length.select() == Select.BEST ? state.best : learner.learned();
  }

  private void continueFrom(LoopState state, Learner learner, Progress progress) {
    if (state.finished) {
      return;
    }
    try (Batches batches = images.from(state.step)) {
      while (!state.finished) {
        step(learner, next(batches), state, progress);
        try (Scope saving = new Scope()) {
          progress.checkpoint(() -> state.save(saving.own(learner.state()), saving));
        }
      }
    }
  }

  /** The next batch of at least 2 images. */
  static Batch next(Batches batches) {
    Batch batch = batches.next();
    while (batch.size() < 2) {
      batch.images().close();
      batch = batches.next();
    }
    return batch;
  }

  private void step(Learner learner, Batch batch, LoopState state, Progress progress) {
    double loss;
    try {
      loss = learner.step(state.step, batch);
    } catch (NonFiniteException e) {
      throw new TrainingException(
          diverged("the network's values became " + e.getMessage(), state), e);
    } finally {
      batch.images().close();
    }
    if (!Double.isFinite(loss)) {
      throw new TrainingException(diverged("the loss became " + loss, state));
    }
    state.step++;
    state.lossSum += loss;
    state.lossCount++;
    if (state.step % length.evaluateEvery() == 0 || state.step == length.steps()) {
      evaluate(learner, state, progress);
    }
    progress.at(state.step, length.steps(), note(state));
  }

  private String diverged(String what, LoopState state) {
    return what
        + " at step "
        + state.step
        + " of stage '"
        + stage
        + "': the learning rate is too high for this teacher and target; lower lr (or lambda)";
  }

  private void evaluate(Learner learner, LoopState state, Progress progress) {
    Evaluation evaluation;
    try {
      evaluation = learner.evaluate();
    } catch (NonFiniteException e) {
      throw new TrainingException(
          diverged("the network's outputs became " + e.getMessage(), state), e);
    }
    CurvePoint point =
        new CurvePoint(
            stage,
            state.step,
            state.lossSum / state.lossCount,
            evaluation.accuracy(),
            evaluation.weightsRetained());
    state.lossSum = 0;
    state.lossCount = 0;
    state.points.add(point);
    progress.point(point);
    if (evaluation.enough() || better(learner, evaluation.score(), state.bestScore)) {
      state.bestScore = evaluation.score();
      state.withoutGain = 0;
      if (length.select() == Select.BEST) {
        state.releaseBest();
        state.best = learner.learned();
      }
    } else {
      state.withoutGain++;
    }
    state.finished =
        state.step == length.steps()
            || evaluation.enough()
            || length.patience() > 0 && state.withoutGain >= length.patience();
  }

  /** True where either is NaN: with nothing to choose by the latest counts as the best. */
  private static boolean better(Learner learner, double score, double best) {
    return learner.prefersLater() ? !(score < best) : !(score <= best);
  }

  private static String note(LoopState state) {
    if (state.points.isEmpty()) {
      return "steps";
    }
    CurvePoint last = state.points.get(state.points.size() - 1);
    return String.format(
        Locale.ROOT, "steps, loss %.3f, accuracy %.3f", last.loss(), last.accuracy());
  }
}
