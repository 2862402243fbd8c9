package org.heredity.cluster;

import java.net.URI;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.heredity.pipeline.crew.CrewRequest;
import org.heredity.pipeline.crew.StageOrder;
import org.heredity.pipeline.crew.StageReport;

/**
 * One stage as a task of Spark's, on an executor.
 *
 * @param worker the process that does it
 * @param store URI of the folder that all machines share
 * @param run whose files are being written there
 */
record StageTask(CrewRequest.Worker worker, String store, String run)
    implements Function<StageOrder, StageReport> {
  private static final long serialVersionUID = 1L;

  @Override
  public StageReport call(StageOrder order) {
    SparkEnv spark = SparkEnv.get();
    String where = spark.blockManager().blockManagerId().host() + ":" + spark.executorId();
    try {
      StageProcess process =
          StageProcesses.here().take(order.round(), () -> another(spark, where, order.round()));
      try {
        StageReport report = process.perform(order);
        StageProcesses.here().giveBack(process);
        return report;
      } catch (RuntimeException e) {
        process.close();
        throw e;
      }
    } catch (RuntimeException e) {
      throw new StageFailedException(order.stage() + " on " + where + ": " + e.getMessage());
    }
  }

  private StageProcess another(SparkEnv spark, String where, int round) {
    HadoopDepot depot =
        HadoopDepot.open(
            URI.create(store),
            run,
            SparkHadoopUtil.get().newConfiguration(spark.conf()),
            note -> System.err.println(note));
    // Whoever started the executor empties this when it is gone, however it went.
    Path local = spark.blockManager().diskBlockManager().localDirs()[0].toPath();
    return new StageProcess(
        worker, local.resolve("heredity-" + UUID.randomUUID()), depot, where, round);
  }
}
