package org.heredity.pipeline.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.heredity.api.result.CurvePoint;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Scope;
import org.heredity.pipeline.progress.SuiteListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Finds what work made before, else does the work: timed over all runs, shown, resumed where it was
 * interrupted, and stored. Not thread-safe.
 */
public final class Cache {
  /** In a checkpoint, the seconds that the work had run for. */
  private static final String SECONDS = "heredity.seconds";

  private static final Duration BETWEEN_COLLECTIONS = Duration.ofSeconds(20);

  private final ArtifactStore store;
  private final SuiteListener listener;
  private final Duration between;
  private long lastCollection = System.nanoTime();

  Cache(ArtifactStore store, SuiteListener listener, Duration between) {
    this.store = store;
    this.listener = listener;
    this.between = between;
  }

  /**
   * A cache in a folder, which is made if it is not there.
   *
   * @param between least time between two checkpoints of the same work
   * @throws org.heredity.files.StorageException if the folder cannot be written to
   */
  public static Cache in(Path folder, SuiteListener listener, Duration between) {
    return new Cache(new ArtifactStore(folder, listener::note), listener, between);
  }

  public SuiteListener listener() {
    return listener;
  }

  /** What work makes, as a stage that listeners are told of. Stages do not nest. */
  public <T> Cached<T> get(Stage stage, ArtifactKey key, ArtifactType<T> type, Work<T> work) {
    return get(listener, stage, key, type, work);
  }

  /** What work makes that listeners are not told of, such as work that consists of stages. */
  public <T> Cached<T> get(ArtifactKey key, ArtifactType<T> type, Work<T> work) {
    return get(SuiteListener.SILENT, new Stage("", key.kind()), key, type, work);
  }

  private <T> Cached<T> get(
      SuiteListener told, Stage stage, ArtifactKey key, ArtifactType<T> type, Work<T> work) {
    Optional<Cached<T>> found = find(key, type);
    if (found.isPresent()) {
      told.stageEnded(stage.subject(), stage.name(), found.get().artifact().seconds(), true);
      return found.get();
    }
    told.stageStarted(stage.subject(), stage.name());
    try (Scope scope = new Scope()) {
      InStage running = new InStage(told, stage, key, scope);
      T value = work.run(running);
      double seconds = running.seconds();
      JsonNode rest = type.write(value, running);
      Artifact artifact = store.put(key, running.files, seconds, running.curve, rest);
      if (value instanceof StateDict tensors) {
        // Among them may be some of those that an earlier run saved.
        scope.release(tensors);
      }
      collect();
      told.stageEnded(stage.subject(), stage.name(), seconds, false);
      return new Cached<>(value, artifact, false);
    }
  }

  private <T> Optional<Cached<T>> find(ArtifactKey key, ArtifactType<T> type) {
    Optional<Artifact> artifact = store.find(key);
    if (artifact.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Cached<>(type.read(artifact.get()), artifact.get(), true));
    } catch (JsonProcessingException e) {
      store.drop(key, "its value is " + e.getOriginalMessage());
      return Optional.empty();
    }
  }

  /**
   * Puts a file where users find it, in place of what is there: as another name of the same file
   * where the disk allows, else as a copy.
   */
  public void export(Artifact.Blob blob, Path file) {
    store.export(blob, file);
  }

  /**
   * Has the collector free arrays that a plug-in dropped without closing them. By itself it runs
   * when the heap is full, in which they are small, while the memory outside grows by gigabytes.
   */
  private void collect() {
    if (System.nanoTime() - lastCollection >= BETWEEN_COLLECTIONS.toNanos()) {
      Nd4j.getMemoryManager().invokeGc();
      lastCollection = System.nanoTime();
    }
  }

  private final class InStage implements Running {
    private final SuiteListener told;
    private final Stage stage;
    private final ArtifactKey key;
    private final Map<String, Path> files = new LinkedHashMap<>();
    private final List<CurvePoint> curve = new ArrayList<>();
    private final long start = System.nanoTime();
    private final StateDict resumed;
    private final double earlier;
    private long lastSave = start;

    /** Scope owns what an earlier run saved. */
    InStage(SuiteListener told, Stage stage, ArtifactKey key, Scope scope) {
      this.told = told;
      this.stage = stage;
      this.key = key;
      Optional<StateDict> saved =
          store.checkpoint(key).map(scope::own).filter(state -> state.contains(SECONDS));
      this.earlier = saved.map(state -> state.get(SECONDS).getDouble(0)).orElse(0.0);
      this.resumed = saved.map(InStage::withoutSeconds).orElse(null);
      if (resumed != null) {
        told.note(stage.subject() + ": " + stage.name() + " resumes where it was interrupted");
      }
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
      told.progress(stage.subject(), stage.name(), done, total, note);
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
        try (INDArray seconds = Nd4j.createFromArray(new double[] {seconds()})) {
          store.saveCheckpoint(key, state.get().with(SECONDS, seconds));
        }
        lastSave = System.nanoTime();
        collect();
      }
    }

    @Override
    public Path file(String blob) {
      return files.computeIfAbsent(blob, name -> store.unfinished(key, name));
    }

    @Override
    public void store(String blob, StateDict tensors) {
      files.put(blob, store.write(key, blob, tensors));
    }
  }
}
