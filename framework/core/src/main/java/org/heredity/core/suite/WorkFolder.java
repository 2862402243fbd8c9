package org.heredity.core.suite;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.core.method.Reuse;
import org.heredity.core.result.CurvePoint;
import org.heredity.core.store.FolderLock;
import org.heredity.core.store.ProductKey;
import org.heredity.core.store.Store;

/**
 * A folder in which stages keep their products, so that the same work done again takes nothing and
 * work that was interrupted goes on. Locked while open. Not thread-safe.
 */
public final class WorkFolder implements AutoCloseable {
  private static final Duration BETWEEN_CHECKPOINTS = Duration.ofSeconds(60);

  private final FolderLock lock;
  private final StageRunner runner;

  private WorkFolder(FolderLock lock, StageRunner runner) {
    this.lock = lock;
    this.runner = runner;
  }

  /**
   * What a stage made.
   *
   * @param tensors its product
   * @param seconds that computing it took, in the run that did
   * @param curve what it reported
   */
  public record Made(StateDict tensors, double seconds, List<CurvePoint> curve) {
    public Made {
      curve = List.copyOf(curve);
    }
  }

  /**
   * Opens a folder, which is created if it is not there.
   *
   * @throws org.heredity.core.store.StoreException if it cannot be written to or is in use
   */
  public static WorkFolder open(Path folder, SuiteListener listener) {
    FolderLock lock = FolderLock.acquire(folder);
    try {
      Store store = new Store(folder.resolve("store"), listener::note);
      return new WorkFolder(lock, new StageRunner(store, listener, BETWEEN_CHECKPOINTS));
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * The product of a stage, from the folder or computed.
   *
   * @param subject what it works on, as listeners are told
   * @param determinedBy all that the product depends on
   */
  public Made run(
      String stage, String subject, Map<String, Object> determinedBy, Reuse.StageWork work) {
    ProductKey key = ProductKey.of(stage, determinedBy);
    StageRunner.Outcome outcome = runner.run(key, subject, stage, work);
    return new Made(outcome.tensors(), outcome.seconds(), outcome.curve());
  }

  @Override
  public void close() {
    lock.close();
  }
}
