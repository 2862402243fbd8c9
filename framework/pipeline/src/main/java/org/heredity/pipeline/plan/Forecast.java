package org.heredity.pipeline.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * How long a plan will take, in one process and in many. Immutable.
 *
 * @param plan what is to be done
 * @param estimates of its stages, in order
 */
public record Forecast(WorkPlan plan, List<Estimate> estimates) {
  public Forecast {
    estimates = List.copyOf(estimates);
    if (estimates.size() != plan.stages().size()) {
      throw new IllegalArgumentException("one estimate a stage");
    }
  }

  /** What an estimate rests on. */
  public enum Basis {
    /** Like work in the store. */
    STORE,
    /** What {@code bench} measured. */
    BENCH,
    /** Nothing. */
    UNKNOWN
  }

  /**
   * Of a stage.
   *
   * @param seconds that it takes; 0 if that is unknown
   * @param tensors bytes of native memory at its peak
   * @param traffic bytes that it reads from the store and writes to it
   */
  public record Estimate(double seconds, Basis basis, long tensors, long traffic) {}

  /**
   * So many workers.
   *
   * @param workers how many
   * @param seconds until the last stage is done
   * @param bound what keeps it from being sooner
   */
  public record Growth(int workers, double seconds, Bound bound) {}

  /** What keeps more workers from being faster. */
  public enum Bound {
    /** There is work for all workers all the time, but for the end. */
    WORK,
    /** Stages that need each other take this long however many workers there are. */
    CRITICAL_PATH,
    /** The store gives and takes no more bytes a second. */
    STORE
  }

  /** Seconds of all stages, one after the other. */
  public double seconds() {
    return estimates.stream().mapToDouble(Estimate::seconds).sum();
  }

  /** Stages whose time is unknown. */
  public long unknown() {
    return estimates.stream().filter(one -> one.basis() == Basis.UNKNOWN).count();
  }

  /** The stages that need each other and together take longest, in order. */
  public List<WorkStage> criticalPath() {
    Map<WorkStage, Double> until = new HashMap<>();
    Map<WorkStage, WorkStage> before = new HashMap<>();
    WorkStage last = null;
    for (int i = 0; i < estimates.size(); i++) {
      WorkStage stage = plan.stages().get(i);
      double start = 0;
      for (WorkStage needed : plan.needs(stage)) {
        if (!before.containsKey(stage) || until.get(needed) > start) {
          start = until.get(needed);
          before.put(stage, needed);
        }
      }
      until.put(stage, start + estimates.get(i).seconds());
      last = last == null || until.get(stage) > until.get(last) ? stage : last;
    }
    List<WorkStage> path = new ArrayList<>();
    for (WorkStage stage = last; stage != null; stage = before.get(stage)) {
      path.add(stage);
    }
    Collections.reverse(path);
    return path;
  }

  /** Seconds of the critical path. */
  public double criticalSeconds() {
    List<WorkStage> path = criticalPath();
    double seconds = 0;
    for (int i = 0; i < estimates.size(); i++) {
      seconds += path.contains(plan.stages().get(i)) ? estimates.get(i).seconds() : 0;
    }
    return seconds;
  }

  /**
   * What workers would make of it: each takes the first stage that is ready, as they do.
   *
   * @param workers how many
   * @param beside seconds that each takes to start and the first to put results together
   * @param bytesPerSecond what the store moves for all of them together
   */
  public Growth with(int workers, double beside, double bytesPerSecond) {
    double work = beside + lastEnd(workers);
    double store = beside + estimates.stream().mapToLong(Estimate::traffic).sum() / bytesPerSecond;
    if (workers > 1 && store > work) {
      return new Growth(workers, store, Bound.STORE);
    }
    boolean path = work - beside < 1.01 * criticalSeconds();
    return new Growth(workers, work, path ? Bound.CRITICAL_PATH : Bound.WORK);
  }

  private double lastEnd(int workers) {
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < estimates.size(); i++) {
      left.add(i);
    }
    Map<WorkStage, Double> ended = new HashMap<>();
    PriorityQueue<Double> free = new PriorityQueue<>(Collections.nCopies(workers, 0.0));
    double last = 0;
    while (!left.isEmpty()) {
      double now = free.remove();
      Integer next = null;
      double ready = Double.POSITIVE_INFINITY;
      for (Integer candidate : left) {
        double at = ready(candidate, ended);
        if (at < ready && (next == null || ready > now)) {
          next = candidate;
          ready = at;
        }
      }
      left.remove(next);
      double end = Math.max(now, ready) + estimates.get(next).seconds();
      ended.put(plan.stages().get(next), end);
      free.add(end);
      last = Math.max(last, end);
    }
    return last;
  }

  /** When all that a stage needs is there; infinite if some of it has not been begun. */
  private double ready(int stage, Map<WorkStage, Double> ended) {
    double at = 0;
    for (WorkStage needed : plan.needs(plan.stages().get(stage))) {
      at = Math.max(at, ended.getOrDefault(needed, Double.POSITIVE_INFINITY));
    }
    return at;
  }
}
