package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Command lines in a process of its own that computes with one thread, as each of several workers
 * does: only equal numbers of threads give equal bits.
 */
public final class OneThread {
  private OneThread() {}

  /** Runs the command lines that are the arguments, each with its words separated by tabs. */
  public static void main(String[] lines) {
    PrintStream out = System.out;
    System.setOut(System.err);
    int code = 0;
    for (String line : lines) {
      CommandLine.Surroundings surroundings =
          new CommandLine.Surroundings(out, System.err, Map.of(), null, false, 80);
      code = new CommandLine(surroundings).run(List.of(line.split("\t")));
    }
    System.exit(code);
  }

  /** A process that runs one command line; its output goes to a file. */
  static Process start(Path log, List<String> options, String... words) throws IOException {
    return start(log, options, Map.of(), words);
  }

  /** As above, with variables in its environment. */
  public static Process start(
      Path log, List<String> options, Map<String, String> environment, String... words)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(
        List.of(
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:ActiveProcessorCount=1",
            "-Djava.awt.headless=true"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(OneThread.class.getName());
    command.add(String.join("\t", words));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Runs one command line to its end, which has to be a success. */
  public static void run(Path log, String... words) throws IOException, InterruptedException {
    int code = start(log, List.of(), words).waitFor();
    assertEquals(
        0,
        code,
        () -> {
          try {
            return Files.readString(log, StandardCharsets.UTF_8);
          } catch (IOException e) {
            return e.toString();
          }
        });
  }
}
