package org.heredity.pipeline.cache;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.heredity.api.train.StageWork;
import org.heredity.api.train.Stages;
import org.heredity.files.LockFile;
import org.heredity.pipeline.progress.SuiteListener;

/**
 * A folder in which stages keep their artifacts, so that the same work done again takes nothing and
 * work that was interrupted goes on. Locked while open. Not thread-safe.
 */
public final class WorkFolder implements Stages, AutoCloseable {
  private static final Duration BETWEEN_CHECKPOINTS = Duration.ofSeconds(60);

  private final LockFile lock;
  private final StageRunner runner;

  private WorkFolder(LockFile lock, StageRunner runner) {
    this.lock = lock;
    this.runner = runner;
  }

  /**
   * Opens a folder, which is created if it is not there.
   *
   * @throws org.heredity.files.StorageException if it cannot be written to or is in use
   */
  public static WorkFolder open(Path folder, SuiteListener listener) {
    LockFile lock = LockFile.ofFolder(folder);
    try {
      ArtifactStore store = new ArtifactStore(folder.resolve("store"), listener::note);
      return new WorkFolder(lock, new StageRunner(store, listener, BETWEEN_CHECKPOINTS));
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  @Override
  public Made run(String stage, String subject, Map<String, Object> inputs, StageWork work) {
    ArtifactKey key = ArtifactKey.of(stage, inputs);
    StageRunner.Outcome outcome = runner.run(key, subject, stage, work);
    return new Made(outcome.tensors(), outcome.seconds(), outcome.curve());
  }

  @Override
  public void close() {
    lock.close();
  }
}
