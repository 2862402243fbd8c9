package org.heredity.cluster;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.heredity.files.StorageException;
import org.heredity.pipeline.cache.Depot;
import org.heredity.pipeline.crew.Crew;
import org.heredity.pipeline.crew.StageOrder;
import org.heredity.pipeline.crew.StageReport;

/** Executors of one application of Spark's. Thread-safe. */
final class SparkCrew implements Crew {
  private final JavaSparkContext spark;
  private final StageTask task;
  private final HadoopDepot depot;
  private final Failures failures;
  private final ExecutorService waiting =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "stage");
            thread.setDaemon(true);
            return thread;
          });

  SparkCrew(JavaSparkContext spark, StageTask task, HadoopDepot depot, Failures failures) {
    this.spark = spark;
    this.task = task;
    this.depot = depot;
    this.failures = failures;
  }

  @Override
  public Depot depot() {
    return depot;
  }

  @Override
  public CompletableFuture<StageReport> perform(StageOrder order) {
    try {
      // Asked for here and now, for Spark serves those first that asked first.
      JavaFutureAction<List<StageReport>> report =
          spark.parallelize(List.of(order), 1).map(task).collectAsync();
      return CompletableFuture.supplyAsync(() -> await(order, report), waiting);
    } catch (IllegalStateException e) {
      return CompletableFuture.failedFuture(gone(e));
    }
  }

  private StageReport await(StageOrder order, JavaFutureAction<List<StageReport>> report) {
    try {
      return report.get().get(0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StorageException("interrupted while a cluster works", e);
    } catch (ExecutionException e) {
      if (spark.sc().isStopped()) {
        throw gone(e);
      }
      String reason = failures.of(order.stage()).orElse(firstLine(e.getCause()));
      throw new StorageException(
          "no machine can do a stage: "
              + reason
              + "; mend it, then run again: what is done is kept",
          e);
    }
  }

  private StorageException gone(Exception e) {
    return new StorageException(
        "Spark's master "
            + spark.sc().master()
            + " is gone or has ended the application; start it again, then run again: what is done"
            + " is kept",
        e);
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
  }

  @Override
  public void close() {
    failures.closing();
    spark.close();
    waiting.shutdownNow();
    depot.clear();
  }
}
