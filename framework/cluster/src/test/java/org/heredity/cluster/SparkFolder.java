package org.heredity.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.launcher.JavaModuleOptions;
import org.heredity.cli.OneThread;

/** An installation of Spark, made of the jars on the class path, and what runs with it. */
final class SparkFolder {
  private final Path home;
  private final Path local;

  /** In a folder. */
  SparkFolder(Path folder) throws IOException {
    home = folder.resolve("spark");
    local = folder.resolve("local");
    Path jars = Files.createDirectories(home.resolve("jars"));
    for (String file : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path jar = Path.of(file);
      if (Files.isRegularFile(jar)) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar.toAbsolutePath());
      }
    }
  }

  /** Where Spark keeps what passes. */
  Path local() {
    return local;
  }

  /** Where Spark keeps what executors say. */
  Path work() {
    return home.resolve("work");
  }

  Map<String, String> environment() {
    return Map.of(
        "SPARK_HOME", home.toString(),
        "SPARK_SCALA_VERSION", "2.13",
        "SPARK_LOCAL_IP", "127.0.0.1",
        "SPARK_LOCAL_HOSTNAME", "127.0.0.1",
        "SPARK_LOCAL_DIRS", local.toString());
  }

  static List<String> options() {
    List<String> options = new ArrayList<>(List.of(JavaModuleOptions.defaultModuleOptionArray()));
    options.remove("--add-modules=jdk.incubator.vector");
    options.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    return options;
  }

  /** A command line of Heredity, in a process with one thread that may use Spark. */
  Process heredity(Path log, String... words) throws IOException {
    return OneThread.start(log, options(), environment(), words);
  }

  /** A daemon of Spark's, such as a master. */
  Process daemon(Standalone.Machine machine, Path log, Class<?> of, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(machine.shell());
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(options());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), of.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment());
    builder.environment().putAll(machine.environment());
    return builder.start();
  }
}
