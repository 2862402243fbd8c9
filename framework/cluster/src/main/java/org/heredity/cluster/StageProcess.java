package org.heredity.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.heredity.files.StorageException;
import org.heredity.pipeline.crew.CrewRequest;
import org.heredity.pipeline.crew.Lines;
import org.heredity.pipeline.crew.Lines.Line;
import org.heredity.pipeline.crew.Lines.Word;
import org.heredity.pipeline.crew.StageOrder;
import org.heredity.pipeline.crew.StageReport;

/**
 * A process of Heredity beside an executor, which does one stage after the other: its tensors and
 * threads are no business of the executor's Java. It ends with whoever started it. Not thread-safe.
 */
final class StageProcess implements AutoCloseable {
  private static final int SIGNALLED = 128;
  private static final int MOST_STARTS = 3;
  private static final int SHOWN = 4000;

  private final CrewRequest.Worker worker;
  private final Path folder;
  private final HadoopDepot depot;
  private final String where;
  private final int round;
  private Process process;
  private Lines lines;
  private int starts;
  private int made;

  /**
   * A process, which is started when there is something to do.
   *
   * @param folder of its own
   * @param where this machine, for people
   * @param round of the stages that it does
   */
  StageProcess(CrewRequest.Worker worker, Path folder, HadoopDepot depot, String where, int round) {
    this.worker = worker;
    this.folder = folder;
    this.depot = depot;
    this.where = where;
    this.round = round;
  }

  int round() {
    return round;
  }

  /**
   * Does a stage; if the process is killed, another goes on from its last checkpoint.
   *
   * @throws StageFailedException if that cannot be done here
   */
  StageReport perform(StageOrder order) {
    long start = System.nanoTime();
    while (true) {
      try {
        if (process == null) {
          start(order);
        }
        made = 0;
        lines.say(new Line(Word.PERFORM, order.stage(), "", false, order.failed()));
        Optional<Line> done = untilDone();
        if (done.isPresent()) {
          double seconds = (System.nanoTime() - start) / 1e9;
          return new StageReport(
              order.stage(), done.get().yes(), done.get().failed(), made, where, seconds);
        }
        ended();
      } catch (IOException e) {
        ended(e);
      }
    }
  }

  private void start(StageOrder order) throws IOException {
    starts++;
    requireClassPath();
    Files.createDirectories(folder);
    ProcessBuilder builder = new ProcessBuilder(command());
    builder.environment().putAll(worker.environment());
    // What Spark means for its own.
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()));
    process = builder.start();
    lines = new Lines(process.getInputStream(), process.getOutputStream());
    Optional<Line> ready = lines.hear();
    if (ready.isEmpty()) {
      ended();
      start(order);
      return;
    }
    require("the suite with its teacher and datasets", order.suite(), ready.get().name());
    require("the processor", order.processor(), ready.get().text());
  }

  private void require(String what, String expected, String found) {
    if (!expected.equals(found)) {
      close();
      throw new StageFailedException(
          what
              + " is another here than where the run was started (there "
              + expected
              + ", here "
              + found
              + "); let all machines have the same files at the same paths, and the same kind of"
              + " processor");
    }
  }

  /** The image of a machine may be without Heredity, or have it elsewhere. */
  private void requireClassPath() {
    for (String file : worker.classPath()) {
      if (!Files.exists(Path.of(file))) {
        throw new StageFailedException(
            file
                + " is not there; Heredity has to be on every machine at the path at which it is"
                + " where the run is started");
      }
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(worker.options());
    command.addAll(List.of("-cp", String.join(File.pathSeparator, worker.classPath())));
    command.addAll(worker.main());
    command.addAll(List.of("--out", folder.resolve("out").toString()));
    return command;
  }

  /** Gives and takes files until the stage is done; empty if the process ended before. */
  private Optional<Line> untilDone() throws IOException {
    for (Optional<Line> line = lines.hear(); line.isPresent(); line = lines.hear()) {
      switch (line.get().word()) {
        case DONE -> {
          return line;
        }
        case GET, PUT -> lines.say(reply(line.get()));
        default -> throw new IOException("it said " + line.get().word());
      }
    }
    return Optional.empty();
  }

  private Line reply(Line asked) {
    try {
      Path file = Path.of(asked.text());
      boolean yes = true;
      if (asked.word() == Word.GET) {
        yes = depot.get(asked.name(), file);
      } else {
        depot.put(asked.name(), file);
        made++;
      }
      return new Line(Word.REPLY, "", "", yes, null);
    } catch (StorageException e) {
      return new Line(Word.REPLY, "", e.getMessage(), false, null);
    }
  }

  private Path log() {
    return folder.resolve("log");
  }

  private void ended() {
    ended(null);
  }

  /** Tells why it ended, unless it was killed and may be started again. */
  private void ended(IOException error) {
    int code;
    try {
      process.destroy();
      code = process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StageFailedException("interrupted");
    }
    process = null;
    if (code == SIGNALLED + 9 && starts < MOST_STARTS) {
      return;
    }
    throw new StageFailedException(
        "a process of Heredity ended with exit code "
            + code
            + ": "
            + lastWords()
            + (error == null ? "" : " (" + error.getMessage() + ")"));
  }

  private String lastWords() {
    try {
      byte[] all = Files.readAllBytes(log());
      int from = Math.max(0, all.length - SHOWN);
      List<String> said =
          new String(all, from, all.length - from, StandardCharsets.UTF_8).lines().toList();
      return said.stream()
          .filter(line -> line.startsWith("heredity: "))
          .reduce((one, other) -> other)
          .orElse(said.isEmpty() ? "it said nothing" : said.get(said.size() - 1));
    } catch (IOException e) {
      return "it said nothing that can be read: " + e.getMessage();
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
      process = null;
    }
  }
}
