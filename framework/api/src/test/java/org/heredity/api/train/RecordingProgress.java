package org.heredity.api.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.heredity.api.result.CurvePoint;
import org.heredity.checkpoint.StateDict;

/** Remembers what a stage reports; may cut it off after some checkpoints, as a kill would. */
final class RecordingProgress implements Progress {
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  final List<CurvePoint> points = new ArrayList<>();
  StateDict saved;
  private final StateDict resumed;
  private int checkpointsLeft;

  RecordingProgress(StateDict resumed, int checkpoints) {
    this.resumed = resumed;
    this.checkpointsLeft = checkpoints;
  }

  static RecordingProgress undisturbed() {
    return new RecordingProgress(null, Integer.MAX_VALUE);
  }

  @Override
  public void at(long done, long total, String note) {}

  @Override
  public void point(CurvePoint point) {
    points.add(point);
  }

  @Override
  public StateDict resumed() {
    return resumed;
  }

  @Override
  public void checkpoint(Supplier<StateDict> state) {
    if (saved != null) {
      saved.release();
    }
    saved = state.get().copy();
    if (--checkpointsLeft == 0) {
      throw new Killed();
    }
  }
}
