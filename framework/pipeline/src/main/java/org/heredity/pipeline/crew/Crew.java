package org.heredity.pipeline.crew;

import java.util.concurrent.CompletableFuture;
import org.heredity.pipeline.cache.Depot;

/** Machines that do stages of one suite. Thread-safe. */
public interface Crew extends AutoCloseable {
  /** Where all of them, and this process, have what is made. */
  Depot depot();

  /**
   * Has a stage done by whoever is free; earlier ones first. What is lost with a machine is done
   * again by another.
   *
   * @return what came of it; fails with a {@link org.heredity.files.StorageException} if no machine
   *     could do it
   */
  CompletableFuture<StageReport> perform(StageOrder order);

  /** Gives the machines back. */
  @Override
  void close();
}
