package org.heredity.pipeline.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.heredity.api.result.CurvePoint;
import org.heredity.api.train.Progress;
import org.heredity.api.train.StageWork;
import org.heredity.checkpoint.StateDict;
import org.heredity.pipeline.progress.SuiteListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Runs a stage, unless its artifact is kept from before: timed, shown, kept, and resumed where it
 * was interrupted. Not thread-safe.
 */
public final class StageRunner {
  /** In a checkpoint, the seconds that the stage had run for. */
  private static final String SECONDS = "heredity.seconds";

  private static final Duration BETWEEN_COLLECTIONS = Duration.ofSeconds(20);

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final ArtifactStore store;
  private final SuiteListener listener;
  private final Duration between;
  private long lastCollection = System.nanoTime();

  /**
   * A runner.
   *
   * @param between least time between two checkpoints of a stage
   */
  public StageRunner(ArtifactStore store, SuiteListener listener, Duration between) {
    this.store = store;
    this.listener = listener;
    this.between = between;
  }

  public ArtifactStore store() {
    return store;
  }

  public SuiteListener listener() {
    return listener;
  }

  /** What a stage made, with the time it took and the points it added to the curves. */
  public record Outcome(
      StateDict tensors, double seconds, boolean reused, List<CurvePoint> curve) {}

  /** The stage's artifact, from the store or computed. */
  public Outcome run(ArtifactKey key, String subject, String stage, StageWork work) {
    Optional<Artifact> kept = store.find(key);
    if (kept.isPresent()) {
      Artifact artifact = kept.get();
      listener.stageEnded(subject, stage, artifact.seconds(), true);
      return new Outcome(artifact.tensors(), artifact.seconds(), true, readCurve(artifact.notes()));
    }
    listener.stageStarted(subject, stage);
    Running running = new Running(key, subject, stage);
    StateDict made = work.run(running);
    double seconds = running.seconds();
    store.put(key, made, seconds, writeCurve(running.curve));
    collect();
    listener.stageEnded(subject, stage, seconds, false);
    return new Outcome(made, seconds, false, running.curve);
  }

  /**
   * Has the collector free arrays that nobody holds any more, such as a checkpoint's. By itself it
   * runs when the heap is full, in which they are small, while the memory outside grows by
   * gigabytes.
   */
  private void collect() {
    if (System.nanoTime() - lastCollection >= BETWEEN_COLLECTIONS.toNanos()) {
      Nd4j.getMemoryManager().invokeGc();
      lastCollection = System.nanoTime();
    }
  }

  private static String writeCurve(List<CurvePoint> curve) {
    try {
      return MAPPER.writeValueAsString(Map.of("curve", curve));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a curve is plain data", e);
    }
  }

  private static List<CurvePoint> readCurve(String notes) {
    try {
      Map<String, List<CurvePoint>> read = MAPPER.readValue(notes, new TypeReference<>() {});
      return read.getOrDefault("curve", List.of());
    } catch (JsonProcessingException e) {
      return List.of();
    }
  }

  private final class Running implements Progress {
    private final ArtifactKey key;
    private final String subject;
    private final String stage;
    private final List<CurvePoint> curve = new ArrayList<>();
    private final long start = System.nanoTime();
    private final StateDict resumed;
    private final double earlier;
    private long lastSave = start;

    Running(ArtifactKey key, String subject, String stage) {
      this.key = key;
      this.subject = subject;
      this.stage = stage;
      Optional<StateDict> saved = store.checkpoint(key).filter(state -> state.contains(SECONDS));
      this.earlier = saved.map(state -> state.get(SECONDS).getDouble(0)).orElse(0.0);
      this.resumed = saved.map(Running::withoutSeconds).orElse(null);
      saved.ifPresent(
          state -> listener.note(subject + ": " + stage + " goes on where it was interrupted"));
    }

    private static StateDict withoutSeconds(StateDict state) {
      Map<String, INDArray> tensors = new LinkedHashMap<>(state.asMap());
      tensors.remove(SECONDS);
      return StateDict.of(tensors);
    }

    double seconds() {
      return earlier + (System.nanoTime() - start) / 1e9;
    }

    @Override
    public void at(long done, long total, String note) {
      listener.progress(subject, stage, done, total, note);
    }

    @Override
    public void point(CurvePoint point) {
      curve.add(point);
    }

    @Override
    public StateDict resumed() {
      return resumed;
    }

    @Override
    public void checkpoint(Supplier<StateDict> state) {
      if (System.nanoTime() - lastSave >= between.toNanos()) {
        store.saveCheckpoint(
            key, state.get().with(SECONDS, Nd4j.createFromArray(new double[] {seconds()})));
        lastSave = System.nanoTime();
        collect();
      }
    }
  }
}
