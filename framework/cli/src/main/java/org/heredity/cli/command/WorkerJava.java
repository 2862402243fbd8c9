package org.heredity.cli.command;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.heredity.engine.MemoryNeed;

/** The options of the Java of a process that does part of this one's work: this one's, shared. */
final class WorkerJava {
  /** The program. */
  static final String MAIN = "org.heredity.cli.Main";

  private static final String YOUNG = "-XX:MaxNewSize=";

  /** A heap that is sure to be larger than its young generation. */
  private static final long LARGE = 1L << 30;

  private static final String NATIVE = "-Dorg.bytedeco.javacpp.maxbytes=";
  private static final String PHYSICAL = "-Dorg.bytedeco.javacpp.maxphysicalbytes=";

  /**
   * What a worker's Java is not to have of this one's: agents that listen at a port, what only an
   * engine needs, and shares.
   */
  private static final List<String> OWN =
      List.of(
          "-agentlib:",
          "-javaagent:",
          "--add-opens",
          "-Xmx",
          "-XX:ActiveProcessorCount=",
          NATIVE,
          PHYSICAL);

  private WorkerJava() {}

  /**
   * Options for one of several processes.
   *
   * @param count of processes that share the memory
   * @param threads of each
   */
  static List<String> part(int count, int threads) {
    List<String> options = new ArrayList<>();
    long heap = Runtime.getRuntime().maxMemory() / count;
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> OWN.stream().noneMatch(argument::startsWith))
        .filter(argument -> heap > LARGE || !argument.startsWith(YOUNG))
        .forEach(options::add);
    options.add("-Xmx" + heap);
    options.add("-XX:ActiveProcessorCount=" + threads);
    if (MemoryNeed.allowed() < Long.MAX_VALUE) {
      options.add(NATIVE + MemoryNeed.allowed() / count);
    }
    if (MemoryNeed.allowedInAll() < Long.MAX_VALUE) {
      options.add(PHYSICAL + MemoryNeed.allowedInAll() / count);
    }
    return options;
  }
}
