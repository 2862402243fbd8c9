package org.heredity.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The program. */
public final class Main {
  private Main() {}

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] args) {
    List<String> line = List.of(args);
    if (line.contains("--debug")) {
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "debug");
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    // Whatever a library prints must not get between a result and its reader.
    System.setOut(System.err);
    String home = System.getProperty("heredity.home");
    CommandLine.Surroundings surroundings =
        new CommandLine.Surroundings(
            out,
            err,
            System.getenv(),
            home == null ? null : Path.of(home),
            Boolean.getBoolean("heredity.terminal"),
            Integer.getInteger("heredity.columns", 80));
    System.exit(new CommandLine(surroundings).run(line));
  }
}
