package org.heredity.pipeline.progress;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.pipeline.config.MethodConfig;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.config.TargetConfig;
import org.heredity.pipeline.progress.SuiteStatus.State;
import org.heredity.pipeline.progress.SuiteStatus.StudentStatus;

/** Keeps {@code status.json} as the suite goes on, and hands everything on. Not thread-safe. */
public final class StatusKeeper implements SuiteListener {
  private static final Duration BETWEEN = Duration.ofSeconds(2);

  private final SuiteListener next;
  private final Path out;
  private final String name;
  private final String started = now();
  private final List<StudentStatus> students = new ArrayList<>();
  private String subject = "";
  private String stage = "";
  private long done;
  private long total;
  private long lastWrite;

  public StatusKeeper(SuiteConfig config, Path out, SuiteListener next) {
    this.next = next;
    this.out = out;
    this.name = config.name();
    for (TargetConfig target : config.targets()) {
      for (MethodConfig<?> method : config.methods()) {
        for (long seed : config.seeds()) {
          students.add(
              new StudentStatus(target.name(), method.label(), seed, State.WAITING, 0, ""));
        }
      }
    }
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Notes how far student number {@code index} is. */
  public void student(int index, State state, double seconds, String error) {
    StudentStatus old = students.get(index);
    students.set(
        index, new StudentStatus(old.target(), old.method(), old.seed(), state, seconds, error));
    write(false);
  }

  /** Notes that the run came to its end. */
  public void finish() {
    subject = "";
    stage = "";
    done = 0;
    total = 0;
    write(true);
  }

  private void write(boolean finished) {
    new SuiteStatus(name, started, now(), finished, subject, stage, done, total, students)
        .write(out);
    lastWrite = System.nanoTime();
  }

  @Override
  public void started(int count) {
    write(false);
    next.started(count);
  }

  @Override
  public void stageStarted(String about, String begun) {
    subject = about;
    stage = begun;
    done = 0;
    total = 0;
    write(false);
    next.stageStarted(about, begun);
  }

  @Override
  public void progress(String about, String running, long part, long whole, String note) {
    done = part;
    total = whole;
    if (System.nanoTime() - lastWrite >= BETWEEN.toNanos()) {
      write(false);
    }
    next.progress(about, running, part, whole, note);
  }

  @Override
  public void stageEnded(String about, String ended, double seconds, boolean cached) {
    next.stageEnded(about, ended, seconds, cached);
  }

  @Override
  public void cellDone(CellResult cell) {
    next.cellDone(cell);
  }

  @Override
  public void cellFailed(CellResult cell, Throwable error) {
    next.cellFailed(cell, error);
  }

  @Override
  public void results(SuiteResult soFar) {
    next.results(soFar);
  }

  @Override
  public void note(String message) {
    next.note(message);
  }
}
