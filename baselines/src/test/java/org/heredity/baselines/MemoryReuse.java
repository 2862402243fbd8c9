package org.heredity.baselines;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.heredity.api.Protocol;
import org.heredity.api.method.Reuse;
import org.heredity.api.method.TargetData;
import org.heredity.api.method.Teacher;
import org.heredity.api.result.CurvePoint;
import org.heredity.api.train.Progress;
import org.heredity.api.train.StageWork;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;

/** Runs stages in memory; may cut one off after some checkpoints, as a kill would. */
final class MemoryReuse implements Reuse {
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  final List<String> stages = new ArrayList<>();
  final List<CurvePoint> points = new ArrayList<>();

  /** What to do whenever a result has been evaluated. */
  Runnable evaluated = () -> {};

  private final Map<String, StateDict> results = new HashMap<>();
  private final Map<String, StateDict> checkpoints = new HashMap<>();
  private final Teacher teacher;
  private final TargetData target;
  private final long seed;
  private final double trainingScale;
  private final int batchSize;
  private int checkpointsLeft = Integer.MAX_VALUE;

  MemoryReuse(Teacher teacher, TargetData target, long seed, double trainingScale, int batchSize) {
    this.teacher = teacher;
    this.target = target;
    this.seed = seed;
    this.trainingScale = trainingScale;
    this.batchSize = batchSize;
  }

  /** Throws {@link Killed} at the given checkpoint from now. */
  void killAfter(int count) {
    checkpointsLeft = count;
  }

  @Override
  public Teacher teacher() {
    return teacher;
  }

  @Override
  public TargetData target() {
    return target;
  }

  @Override
  public Protocol protocol() {
    return Protocol.STRICT;
  }

  @Override
  public double trainingScale() {
    return trainingScale;
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  @Override
  public Randomness randomness() {
    return Randomness.of(seed);
  }

  @Override
  public StateDict stage(String name, StageWork work) {
    return run(name, name, work);
  }

  @Override
  public StateDict sharedStage(String name, Map<String, Object> inputs, StageWork work) {
    return run(name, name + new TreeMap<>(inputs), work);
  }

  private StateDict run(String name, String key, StageWork work) {
    StateDict result = results.get(key);
    if (result == null) {
      stages.add(name);
      result = work.run(new StageProgress(key));
      results.put(key, result);
    }
    return result;
  }

  private final class StageProgress implements Progress {
    private final String key;

    StageProgress(String key) {
      this.key = key;
    }

    @Override
    public void at(long done, long total, String note) {}

    @Override
    public void point(CurvePoint point) {
      points.add(point);
      evaluated.run();
    }

    @Override
    public StateDict resumed() {
      return checkpoints.get(key);
    }

    @Override
    public void checkpoint(Supplier<StateDict> state) {
      if (checkpointsLeft == Integer.MAX_VALUE) {
        return;
      }
      if (--checkpointsLeft == 0) {
        checkpointsLeft = Integer.MAX_VALUE;
        checkpoints.put(key, state.get().copy());
        throw new Killed();
      }
    }
  }
}
