package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.heredity.api.config.UsageException;
import org.heredity.cli.console.Terminal;
import org.heredity.engine.MemoryNeed;
import org.heredity.pipeline.cache.ProgramVersion;
import org.heredity.pipeline.crew.Cluster;
import org.heredity.pipeline.crew.Crew;
import org.heredity.pipeline.crew.CrewRequest;
import org.heredity.pipeline.plan.Forecast;

/** The options of a run on a cluster, and what it is asked for. */
final class OnCluster {
  private static final double HOUR = 3600;

  /** Beside tensors: Java's own memory outside its heap, and libraries. */
  private static final long BESIDE_TENSORS = 512L << 20;

  /** Settings that may hold secrets; command lines are shown by the system and kept in results. */
  private static final String SECRET = "(?i).*(secret|password|token|access\\.key|credential).*";

  @Parameter(
      names = "--on",
      description =
          "Spark's master that lends machines, such as spark://host:7077; needs the distribution"
              + " with Spark")
  private String master;

  @Parameter(
      names = "--store",
      description =
          "With --on: the folder that all machines share, as a URI (file, hdfs, s3a), such as"
              + " s3a://bucket/heredity")
  private String store;

  @Parameter(
      names = "--conf",
      description = "With --on: a setting of Spark, such as spark.cores.max=64; may be repeated",
      splitter = NoSplitter.class)
  private List<String> conf = new ArrayList<>();

  boolean asked() {
    return master != null;
  }

  /**
   * Checks what goes together.
   *
   * @param shared whether the work is shared in another way, too
   * @throws UsageException if something does not
   */
  void check(boolean shared) {
    if (!asked()) {
      if (store != null || !conf.isEmpty()) {
        throw new UsageException("--store and --conf go with --on, which is not given");
      }
      return;
    }
    if (store == null) {
      throw new UsageException(
          "--on needs --store: a folder that all machines share, such as file:///shared/store");
    }
    if (shared) {
      throw new UsageException("--on shares the work itself; leave out --workers and --shard");
    }
    settings();
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String setting : conf) {
      int equals = setting.indexOf('=');
      if (equals < 1 || !setting.startsWith("spark.")) {
        throw new UsageException("--conf is spark.KEY=VALUE, got '" + setting + "'");
      }
      String key = setting.substring(0, equals);
      if (key.matches(SECRET)) {
        throw new UsageException(
            "--conf "
                + key
                + " would be kept in results.json with the command line; write it into"
                + " core-site.xml in HADOOP_CONF_DIR, or give it by the environment");
      }
      settings.put(key, setting.substring(equals + 1));
    }
    return settings;
  }

  /** Asks for machines. */
  Crew hire(Path suite, List<String> changes, Terminal terminal) {
    Cluster cluster =
        ServiceLoader.load(Cluster.class)
            .findFirst()
            .orElseThrow(
                () ->
                    new UsageException(
                        "--on needs the distribution with Spark"
                            + " (heredity-VERSION-spark.zip); this one has none"));
    int threads = Runtime.getRuntime().availableProcessors();
    long tensors = MemoryNeed.allowed();
    CrewRequest.Worker worker =
        new CrewRequest.Worker(
            threads,
            Runtime.getRuntime().maxMemory(),
            BESIDE_TENSORS + (tensors == Long.MAX_VALUE ? 0 : tensors),
            options(threads),
            List.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator)),
            command(suite, changes, terminal),
            environment(threads));
    return cluster.hire(
        new CrewRequest(master, store, settings(), ProgramVersion.current(), worker),
        terminal::warn);
  }

  private static List<String> options(int threads) {
    List<String> options = new ArrayList<>(WorkerJava.part(1, threads));
    options.add("-Dheredity.terminal=false");
    options.add("-D" + StageWorker.PROPERTY + "=true");
    return options;
  }

  private static List<String> command(Path suite, List<String> changes, Terminal terminal) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(WorkerJava.MAIN, "run", suite.toAbsolutePath().toString()));
    for (String change : changes) {
      command.addAll(List.of("--set", change));
    }
    List<String> given = terminal.arguments();
    for (int i = 0; i < given.size(); i++) {
      if (given.get(i).equals("--plugins") && i + 1 < given.size()) {
        command.addAll(List.of("--plugins", absolute(given.get(i + 1))));
      } else if (given.get(i).startsWith("--plugins=")) {
        command.add("--plugins=" + absolute(given.get(i).substring("--plugins=".length())));
      }
    }
    return command;
  }

  private static String absolute(String path) {
    return Path.of(path).toAbsolutePath().toString();
  }

  private static Map<String, String> environment(int threads) {
    Map<String, String> environment = new TreeMap<>();
    for (String name :
        List.of(
            "HEREDITY_PLUGINS",
            "LC_ALL",
            "OMP_WAIT_POLICY",
            "GOMP_SPINCOUNT",
            "MALLOC_MMAP_THRESHOLD_")) {
      String value = System.getenv(name);
      if (value != null) {
        environment.put(name, name.equals("HEREDITY_PLUGINS") ? folders(value) : value);
      }
    }
    environment.put("OMP_NUM_THREADS", Integer.toString(threads));
    return environment;
  }

  private static String folders(String paths) {
    return String.join(
        java.io.File.pathSeparator,
        Arrays.stream(paths.split(java.io.File.pathSeparator))
            .filter(path -> !path.isBlank())
            .map(OnCluster::absolute)
            .toList());
  }

  /** What a suite costs, as far as earlier runs tell. */
  static String cost(Forecast forecast) {
    int threads = Runtime.getRuntime().availableProcessors();
    long unknown = forecast.unknown();
    return forecast.estimates().size()
        + " stages, if none is done yet: "
        + (unknown == forecast.estimates().size()
            ? "nothing is known of how long they take"
            : String.format(Locale.ROOT, "%.2f core-hours", forecast.seconds() * threads / HOUR)
                + (unknown == 0 ? "" : ", and " + unknown + " of which nothing is known")
                + String.format(
                    Locale.ROOT,
                    "; at least %.0f s, however many machines",
                    forecast.criticalSeconds()));
  }
}
