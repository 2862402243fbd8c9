package org.heredity.pipeline.cache;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.heredity.api.train.StageWork;
import org.heredity.api.train.Stages;
import org.heredity.checkpoint.StateDict;
import org.heredity.files.LockFile;
import org.heredity.pipeline.progress.SuiteListener;

/**
 * A folder in which stages are cached, so that the same work done again takes nothing and work that
 * was interrupted resumes. Locked while open. Not thread-safe.
 */
public final class WorkFolder implements Stages, AutoCloseable {
  private static final Duration BETWEEN_CHECKPOINTS = Duration.ofSeconds(60);

  private final LockFile lock;
  private final Cache cache;

  private WorkFolder(LockFile lock, Cache cache) {
    this.lock = lock;
    this.cache = cache;
  }

  /**
   * Opens a folder, which is created if it is not there.
   *
   * @throws org.heredity.files.StorageException if it cannot be written to or is in use
   */
  public static WorkFolder open(Path folder, SuiteListener listener) {
    LockFile lock = LockFile.ofFolder(folder);
    try {
      return new WorkFolder(lock, Cache.in(folder.resolve("store"), listener, BETWEEN_CHECKPOINTS));
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  @Override
  public Made run(String stage, String subject, Map<String, Object> inputs, StageWork work) {
    Cached<StateDict> cached =
        cache.get(
            new Stage(subject, stage),
            ArtifactKey.of(stage, inputs),
            ArtifactType.TENSORS,
            work::run);
    return new Made(cached.value(), cached.artifact().seconds(), cached.artifact().curve());
  }

  @Override
  public void close() {
    lock.close();
  }
}
