package org.heredity.pipeline.cache;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.heredity.files.Claims;
import org.heredity.files.Sha256;
import org.heredity.files.StorageException;

/**
 * Which stages of one run are done and which are worked on, for the processes that share its work.
 * It only saves looking: what is done lies in the store, and a stage that is done twice finds all
 * it makes there. Not thread-safe.
 */
public final class WorkBoard {
  private static final String CLAIMS = "claims";
  private static final String DONE = "done";

  private final Path done;
  private final Claims claims;
  private final String run;

  /**
   * The board of a run.
   *
   * @param store the folder of artifacts
   * @param run all that decides what stages come to; another suite has another board
   */
  public WorkBoard(Path store, String run) {
    this.done = store.resolve(CLAIMS).resolve(DONE);
    this.claims = new Claims(store.resolve(CLAIMS), ProgramVersion.current(), Claims.LEASE);
    this.run = run;
  }

  static Failures failures(Path store) {
    return new Failures(store.resolve(CLAIMS).resolve("failed"));
  }

  /**
   * Claims a stage.
   *
   * @return empty if a living process works on it
   */
  public Optional<Claims.Claim> take(String stage) {
    return claims.take("stage-" + name(stage));
  }

  /** Whether a stage is done, or has failed. */
  public boolean isDone(String stage) {
    return Files.exists(done.resolve(name(stage)));
  }

  /**
   * Notes that a stage is done, or has failed.
   *
   * @return the file that says so
   */
  public Path done(String stage) {
    Path file = done.resolve(name(stage));
    try {
      Files.createDirectories(done);
      Files.write(file, new byte[0], StandardOpenOption.CREATE);
      return file;
    } catch (IOException e) {
      throw StorageException.of("write to the folder " + done, e);
    }
  }

  /** Whether a stage was done by an earlier run that had the same depot; then it is here, too. */
  public boolean wasDone(String stage, Depot depot) {
    Path file = done(stage);
    try {
      boolean was = depot.get(inDepot(stage), file);
      if (!was) {
        Files.deleteIfExists(file);
      }
      return was;
    } catch (IOException e) {
      throw StorageException.of("write to the folder " + done, e);
    }
  }

  /** Notes that a stage is done, here and in a depot. */
  public void done(String stage, Depot depot) {
    depot.put(inDepot(stage), done(stage));
  }

  private String inDepot(String stage) {
    return DONE + "/" + name(stage);
  }

  /**
   * Forgets what was done and what failed in a store, so that what failed is tried again.
   *
   * @param store the folder of artifacts, which need not be there
   */
  public static void forget(Path store) {
    try {
      clear(store.resolve(CLAIMS).resolve(DONE));
      failures(store).clear();
    } catch (IOException e) {
      throw StorageException.of("write to the folder " + store, e);
    }
  }

  static void clear(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private String name(String stage) {
    return Sha256.of(run + "\n" + stage);
  }
}
