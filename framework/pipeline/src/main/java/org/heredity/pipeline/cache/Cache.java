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
import org.heredity.data.DataException;
import org.heredity.engine.memory.Scope;
import org.heredity.files.StorageException;
import org.heredity.pipeline.progress.Reason;
import org.heredity.pipeline.progress.SuiteListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Finds what work made before, else does the work: timed over all runs, shown, resumed where it was
 * interrupted, and stored. What another process makes just now is waited for. Not thread-safe.
 */
public final class Cache {
  /** In a checkpoint, the seconds that the work had run for. */
  private static final String SECONDS = "heredity.seconds";

  private static final int POLL_MILLISECONDS = 200;

  private static final Duration BETWEEN_COLLECTIONS = Duration.ofSeconds(20);

  private final ArtifactStore store;
  private final SuiteListener listener;
  private final Duration between;
  private final Use use;
  private final Failures failures;
  private long waited;
  private long lastCollection = System.nanoTime();

  /** What a cache is used for. */
  public enum Use {
    /** All of a run by this process. */
    ALONE,
    /** Some of a run, with others: what failed for one process has failed for all. */
    SHARED,
    /** A part of a run of its own: the same, but what failed before is tried again. */
    PART,
    /** To put together what others made; nothing is made. */
    COMPLETE
  }

  private Cache(Path folder, SuiteListener listener, Duration between, Use use, Depot depot) {
    this.store =
        use == Use.COMPLETE
            ? new ArtifactStore(folder, depot, listener::note)
            : ArtifactStore.open(folder, depot, listener::note);
    this.listener = listener;
    this.between = between;
    this.use = use;
    this.failures = WorkBoard.failures(folder);
    if (use == Use.PART) {
      failures.tryAgain();
    }
  }

  /**
   * A cache in a folder, which is made if it is not there.
   *
   * @param between least time between two checkpoints of the same work
   * @throws StorageException if the folder cannot be written to
   */
  public static Cache in(Path folder, SuiteListener listener, Duration between) {
    return in(folder, listener, between, Use.ALONE);
  }

  /** As {@link #in(Path, SuiteListener, Duration)}, for a use. */
  public static Cache in(Path folder, SuiteListener listener, Duration between, Use use) {
    return in(folder, listener, between, use, Depot.NONE);
  }

  /** As above, with what others made elsewhere, who get what is made here. */
  public static Cache in(
      Path folder, SuiteListener listener, Duration between, Use use, Depot depot) {
    return new Cache(folder, listener, between, use, depot);
  }

  public SuiteListener listener() {
    return listener;
  }

  /** Why artifacts could not be made, by the hashes of their keys. */
  public Map<String, String> failed() {
    return failures.all();
  }

  /** Takes over what others could not make, so that it is not tried again here. */
  public void failed(Map<String, String> reasons) {
    reasons.forEach(failures::add);
  }

  /** What work makes, as a stage that listeners are told of. Stages do not nest. */
  public <T> Cached<T> get(Stage stage, ArtifactKey key, ArtifactType<T> type, Work<T> work) {
    return get(listener, stage, key, type, work);
  }

  /**
   * What work makes that listeners are not told of, such as work that consists of stages.
   *
   * @param subject what it works on, for messages
   */
  public <T> Cached<T> get(String subject, ArtifactKey key, ArtifactType<T> type, Work<T> work) {
    return get(SuiteListener.SILENT, new Stage(subject, key.kind()), key, type, work);
  }

  private <T> Cached<T> get(
      SuiteListener told, Stage stage, ArtifactKey key, ArtifactType<T> type, Work<T> work) {
    Optional<Cached<T>> found = find(key, type);
    if (found.isEmpty()) {
      requireNotFailed(key);
      requireToBeMade(stage);
      try (Desk desk = desk(told, stage, key)) {
        // Whoever had it before may have made it.
        found = find(key, type);
        if (found.isEmpty()) {
          requireNotFailed(key);
          return made(told, stage, key, type, work, desk);
        }
      }
    }
    told.stageEnded(stage.subject(), stage.name(), found.get().artifact().seconds(), true);
    return found.get();
  }

  private <T> Cached<T> made(
      SuiteListener told,
      Stage stage,
      ArtifactKey key,
      ArtifactType<T> type,
      Work<T> work,
      Desk desk) {
    told.stageStarted(stage.subject(), stage.name());
    try (Scope scope = new Scope()) {
      InStage running = new InStage(told, stage, desk, scope);
      T value = work.run(running);
      double seconds = running.seconds();
      JsonNode rest = type.write(value, running);
      Artifact artifact = store.put(key, desk, running.files, seconds, running.curve, rest);
      failures.forget(key);
      if (value instanceof StateDict tensors) {
        // Among them may be some of those that an earlier run saved.
        scope.release(tensors);
      }
      collect();
      told.stageEnded(stage.subject(), stage.name(), seconds, false);
      return new Cached<>(value, artifact, false);
    } catch (StorageException e) {
      throw e;
    } catch (RuntimeException | OutOfMemoryError e) {
      if (use == Use.SHARED || use == Use.PART) {
        failures.add(key, Reason.of(e));
      }
      throw e;
    }
  }

  /** Another process may have tried. */
  private void requireNotFailed(ArtifactKey key) {
    if (use != Use.ALONE) {
      failures
          .reason(key)
          .ifPresent(
              reason -> {
                throw new DataException(reason);
              });
    }
  }

  private void requireToBeMade(Stage stage) {
    if (use == Use.COMPLETE) {
      throw new NotMadeException(
          "the stage '"
              + stage.name()
              + "' of "
              + stage.subject()
              + " is in none of the folders; let the shard end that has it, then merge again");
    }
  }

  /**
   * A place to work on an artifact, once no living process does. Who waits may have claimed what
   * needs this one, never what this one needs, so that no two wait for each other.
   */
  private Desk desk(SuiteListener told, Stage stage, ArtifactKey key) {
    Optional<Desk> desk = store.claim(key);
    if (desk.isPresent()) {
      return desk.get();
    }
    told.note(
        stage.subject()
            + ": "
            + stage.name()
            + " is made by "
            + store.worker(key).orElse("another process")
            + "; waiting for it");
    long start = System.nanoTime();
    try {
      while (desk.isEmpty()) {
        Thread.sleep(POLL_MILLISECONDS);
        desk = store.claim(key);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException("interrupted while waiting for " + stage.name(), e);
    } finally {
      waited += System.nanoTime() - start;
    }
    return desk.get();
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
    private final Desk desk;
    private final Map<String, Path> files = new LinkedHashMap<>();
    private final List<CurvePoint> curve = new ArrayList<>();
    private final long start = System.nanoTime();
    private final long waitedBefore = waited;
    private final StateDict resumed;
    private final double earlier;
    private long lastSave = start;

    /** Scope owns what an earlier run saved. */
    InStage(SuiteListener told, Stage stage, Desk desk, Scope scope) {
      this.told = told;
      this.stage = stage;
      this.desk = desk;
      Optional<StateDict> saved =
          desk.checkpoint().map(scope::own).filter(state -> state.contains(SECONDS));
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
      return earlier + (System.nanoTime() - start - (waited - waitedBefore)) / 1e9;
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
          desk.saveCheckpoint(state.get().with(SECONDS, seconds));
        }
        lastSave = System.nanoTime();
        collect();
      }
    }

    @Override
    public Path file(String blob) {
      return files.computeIfAbsent(blob, desk::file);
    }

    @Override
    public void store(String blob, StateDict tensors) {
      files.put(blob, desk.write(blob, tensors));
    }
  }
}
