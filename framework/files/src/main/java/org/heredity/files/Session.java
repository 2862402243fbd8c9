package org.heredity.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * This process among those that share a folder: a file that says who it is, and changes as long as
 * it lives. Thread-safe.
 */
final class Session implements AutoCloseable {
  private static final int FIELDS = 6;

  /** Names of sessions: nothing else is looked for. */
  static final String NAME = "[0-9a-f]{32}";

  /** What is on its way to be one, with where its process runs. */
  private static final Pattern TEMPORARY =
      Pattern.compile("\\." + NAME + "~([0-9a-f]{1,8})-(\\d{1,18})-(\\d{1,18})");

  private final Path file;
  private final Path temporary;
  private final String id = UUID.randomUUID().toString().replace("-", "");
  private final String fixed;
  private final ScheduledExecutorService beats;
  private long beat = ThreadLocalRandom.current().nextLong(1L << 40);

  /**
   * What the file of a session says.
   *
   * @param version of the program
   * @param place where it runs
   * @param host the machine's name, for people
   * @param beat changes while it lives
   */
  record About(String version, Place place, String host, String beat) {
    /** For people. */
    String who() {
      return "process " + place.pid() + " on " + host;
    }
  }

  /**
   * Says that this process is there, and goes on saying so.
   *
   * @param folder of all sessions
   * @param version of the program
   * @param every nanoseconds between two signs of life
   */
  Session(Path folder, String version, long every) throws IOException {
    Place here = Place.here();
    this.file = folder.resolve(id);
    this.temporary =
        folder.resolve(
            "." + id + "~" + here.shortMachine() + "-" + here.pid() + "-" + here.start());
    this.fixed =
        String.join(
            "\n",
            version,
            here.machine(),
            Long.toString(here.pid()),
            Long.toString(here.start()),
            Place.hostName().replace('\n', ' '));
    write();
    this.beats =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "sign of life");
              thread.setDaemon(true);
              return thread;
            });
    beats.scheduleWithFixedDelay(this::beat, every, every, TimeUnit.NANOSECONDS);
  }

  /** Its name, unlike that of any other session anywhere. */
  String id() {
    return id;
  }

  private void beat() {
    try {
      write();
    } catch (IOException e) {
      // The next one may get through; if none does, others take over, which costs time alone.
    }
  }

  private synchronized void write() throws IOException {
    beat++;
    // Not forced to the disk: after a crash of the machine it has nothing to say.
    Files.writeString(temporary, fixed + "\n" + beat + "\n");
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Whether a file is one that a process of this machine was writing when it ended. */
  static boolean leftover(Path file, Place here) {
    Matcher name = TEMPORARY.matcher(file.getFileName().toString());
    return name.matches()
        && name.group(1).equals(here.shortMachine())
        && here.knowsGone(
            new Place(
                here.machine(), Long.parseLong(name.group(2)), Long.parseLong(name.group(3))));
  }

  /** What a session's file says; empty if there is none, which is that of one who left. */
  static Optional<About> read(Path file) throws IOException {
    try {
      String[] lines = Files.readString(file).split("\n", -1);
      if (lines.length < FIELDS) {
        return Optional.empty();
      }
      Place place = new Place(lines[1], Long.parseLong(lines[2]), Long.parseLong(lines[3]));
      return Optional.of(new About(lines[0], place, lines[4], lines[5]));
    } catch (NoSuchFileException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Leaves. */
  @Override
  public void close() throws IOException {
    beats.shutdownNow();
    synchronized (this) {
      Files.deleteIfExists(file);
    }
  }
}
