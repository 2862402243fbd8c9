package org.heredity.cluster;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.heredity.api.config.UsageException;
import org.heredity.files.Sha256;
import org.heredity.files.StorageException;
import org.heredity.pipeline.crew.Cluster;
import org.heredity.pipeline.crew.Crew;
import org.heredity.pipeline.crew.CrewRequest;

/** Apache Spark. Stateless. */
public final class SparkCluster implements Cluster {
  private static final long MEGABYTE = 1 << 20;
  private static final int RUN = 16;
  private static final String HEAP = "spark.executor.memory";
  private static final String CLASS_PATH = "spark.executor.extraClassPath";

  /** Of Spark's, which only passes orders on. */
  private static final String USUAL_HEAP = "512m";

  @Override
  public Crew hire(CrewRequest request, Consumer<String> say) {
    int threads = request.worker().threads();
    Master master = Master.of(request.address(), threads);
    SparkConf conf = conf(request, master);
    URI store = store(request.store());
    // Equal commands are runs of one suite, of which the later clears up after the earlier.
    String run = Sha256.of(String.join("\n", request.worker().main())).substring(0, RUN);
    master.reach();
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
    HadoopDepot depot = HadoopDepot.open(store, run, hadoop, say);
    depot.clear();
    depot.require(request.version());
    say.accept(asked(request, conf));
    Failures failures = new Failures(say);
    CrewRequest.Worker worker = withoutSpark(request.worker());
    JavaSparkContext spark;
    try {
      spark = new JavaSparkContext(conf);
    } catch (RuntimeException e) {
      throw new StorageException(
          "Spark at " + request.address() + " cannot be used: " + e.getMessage(), e);
    }
    spark.sc().addSparkListener(failures);
    return new SparkCrew(spark, new StageTask(worker, store.toString(), run), depot, failures);
  }

  private static URI store(String text) {
    try {
      URI store = new URI(text);
      if (store.getScheme() == null || store.getPath() == null || store.getPath().isEmpty()) {
        throw new UsageException(
            "--store is a folder's URI, such as file:///shared/store, got '" + text + "'");
      }
      return store;
    } catch (URISyntaxException e) {
      throw new UsageException("--store is a folder's URI, got '" + text + "'", e);
    }
  }

  private static SparkConf conf(CrewRequest request, Master master) {
    CrewRequest.Worker worker = request.worker();
    String threads = Integer.toString(worker.threads());
    Map<String, String> own = new TreeMap<>();
    own.put("spark.master", master.address());
    own.put("spark.task.cpus", threads);
    own.put("spark.executor.cores", threads);
    own.put("spark.executor.memoryOverhead", megabytes(worker.heap() + worker.outside()) + "m");
    own.put(CLASS_PATH, ownClasses());
    own.put("spark.speculation", "false");
    // A machine that cannot do a stage is not asked again for it; one that was lost says nothing.
    own.put("spark.excludeOnFailure.enabled", "true");
    own.put("spark.excludeOnFailure.task.maxTaskAttemptsPerExecutor", "1");
    own.put("spark.excludeOnFailure.task.maxTaskAttemptsPerNode", "99");
    own.put("spark.excludeOnFailure.stage.maxFailedExecutorsPerNode", "1000");
    own.put("spark.excludeOnFailure.application.maxFailedExecutorsPerNode", "1000");
    own.put("spark.task.maxFailures", "100");
    Map<String, String> usual = new TreeMap<>();
    usual.put("spark.app.name", "heredity");
    usual.put(HEAP, USUAL_HEAP);
    usual.put("spark.ui.enabled", "false");
    usual.put("spark.ui.showConsoleProgress", "false");
    usual.put("spark.locality.wait", "0");
    usual.put("spark.executor.extraJavaOptions", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    SparkConf conf = new SparkConf();
    usual.forEach(conf::setIfMissing);
    request
        .settings()
        .forEach(
            (key, value) -> {
              if (own.containsKey(key)) {
                throw new UsageException(
                    "--conf "
                        + key
                        + " is not to be set: it is "
                        + own.get(key)
                        + (key.contains("master") ? ", by --on" : ", by what Heredity needs"));
              }
              conf.set(key, value);
            });
    own.forEach(conf::set);
    return conf;
  }

  /** Where executors find the classes of the task and of what it says and hears. */
  private static String ownClasses() {
    return List.of(SparkCluster.class, Cluster.class, Sha256.class).stream()
        .map(SparkCluster::location)
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String location(Class<?> of) {
    CodeSource source = of.getProtectionDomain().getCodeSource();
    try {
      return Path.of(source.getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(source.getLocation() + " is no path", e);
    }
  }

  /** A process that does stages needs none of Spark's jars. */
  private static CrewRequest.Worker withoutSpark(CrewRequest.Worker worker) {
    String home = System.getenv("SPARK_HOME");
    return new CrewRequest.Worker(
        worker.threads(),
        worker.heap(),
        worker.outside(),
        worker.options(),
        worker.classPath().stream()
            .filter(file -> home == null || !Path.of(file).startsWith(Path.of(home)))
            .map(file -> Path.of(file).toAbsolutePath().toString())
            .toList(),
        worker.main(),
        worker.environment());
  }

  private static String asked(CrewRequest request, SparkConf conf) {
    CrewRequest.Worker worker = request.worker();
    String most = conf.get("spark.cores.max", conf.get("spark.executor.instances", ""));
    return "asks "
        + request.address()
        + " for executors with "
        + worker.threads()
        + (worker.threads() == 1 ? " core, " : " cores, ")
        + conf.get(HEAP)
        + " of heap for Spark and "
        + megabytes(worker.heap() + worker.outside())
        + " MB beside it for Heredity ("
        + megabytes(worker.heap())
        + " MB of heap, "
        + megabytes(worker.outside())
        + " MB outside)"
        + (most.isEmpty() ? ", as many as it lends" : ", up to " + most + " cores or executors");
  }

  private static long megabytes(long bytes) {
    return bytes / MEGABYTE;
  }
}
