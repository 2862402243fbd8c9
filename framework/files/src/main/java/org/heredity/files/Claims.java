package org.heredity.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Who works on what, among processes that share a folder, also by a network. What is claimed has a
 * name; one process at a time has it, until it gives it back or is dead. Not thread-safe.
 *
 * <p>No lock of the system is used, for network file systems may not have them, and no clock is
 * compared with another: a process is dead if it ran on this machine and does no more, or if its
 * file has not changed for the lease, as measured by whoever looks.
 *
 * <p>A claim is a file that is made if it is not there, which every file system does for one
 * process alone, and that holds the name of its owner's session. Who takes over from a dead owner
 * makes the file that has the dead one's name behind it, likewise, so that of several that would,
 * one does. The owner is at the end of that chain. A claim keeps others from doing the same work;
 * it does not make it safe to write to the same file, for a process that was taken for dead may
 * come back.
 */
public final class Claims {
  /** After how long without a sign of life a process of another machine counts as dead. */
  public static final Duration LEASE = Duration.ofSeconds(60);

  private static final int BEATS_A_LEASE = 6;

  private final Path claims;
  private final Path sessions;
  private final String version;
  private final long lease;
  private final Place here = Place.here();
  private final Watch watch;
  private Session session;
  private int held;

  /**
   * The claims in a folder, which is made with the first.
   *
   * @param version of the program; processes of other versions are not worked with
   * @param lease see {@link #LEASE}; the same for all processes
   */
  public Claims(Path folder, String version, Duration lease) {
    this(folder, version, lease, System::nanoTime);
  }

  Claims(Path folder, String version, Duration lease, LongSupplier nanoTime) {
    this.claims = folder;
    this.sessions = folder.resolve("sessions");
    this.version = version;
    this.lease = lease.toNanos();
    this.watch = new Watch(this.lease, nanoTime);
  }

  /** A name that this process has. */
  public final class Claim implements AutoCloseable {
    private final List<Path> chain;
    private final String session;
    private final Optional<String> from;

    private Claim(List<Path> chain, String session, Optional<String> from) {
      this.chain = List.copyOf(chain);
      this.session = session;
      this.from = from;
    }

    /** Of this process; a name that no other has, fit for a file. */
    public String session() {
      return session;
    }

    /** The session of the dead process from which it was taken over; empty if it was free. */
    public Optional<String> from() {
      return from;
    }

    /**
     * Gives the name back.
     *
     * @throws StorageException if the folder cannot be written to
     */
    @Override
    public void close() {
      try {
        for (Path link : chain) {
          Files.deleteIfExists(link);
        }
        left();
      } catch (IOException e) {
        throw StorageException.of("give back what was claimed in " + claims, e);
      }
    }
  }

  /**
   * Claims a name.
   *
   * @param name letters, digits, {@code -}
   * @return empty if a living process has it
   * @throws StorageException if the folder cannot be written to, or processes of another version
   *     work in it
   */
  public Optional<Claim> take(String name) {
    try {
      if (taken(name)) {
        return Optional.empty();
      }
      enter();
      Optional<Claim> claim = Optional.empty();
      try {
        claim = follow(name);
      } finally {
        if (claim.isEmpty()) {
          left();
        }
      }
      return claim;
    } catch (IOException e) {
      throw StorageException.of("write to the folder " + claims, e);
    }
  }

  /** Looks, without leaving a trace, for who waits looks often. */
  private boolean taken(String name) throws IOException {
    Path link = claims.resolve(name);
    for (Optional<String> owner = owner(link); owner.isPresent(); owner = owner(link)) {
      if (!dead(owner.get(), link)) {
        return true;
      }
      link = claims.resolve(name + "." + owner.get());
    }
    return false;
  }

  private Optional<Claim> follow(String name) throws IOException {
    List<Path> chain = new ArrayList<>();
    Optional<String> from = Optional.empty();
    Path link = claims.resolve(name);
    while (true) {
      chain.add(link);
      if (make(link)) {
        return Optional.of(new Claim(chain, session.id(), from));
      }
      Optional<String> owner = owner(link);
      if (owner.isPresent() && !dead(owner.get(), link)) {
        return Optional.empty();
      }
      if (owner.isEmpty()) {
        // It was given back since.
        chain.clear();
        from = Optional.empty();
        link = claims.resolve(name);
      } else {
        from = owner;
        link = claims.resolve(name + "." + owner.get());
      }
    }
  }

  /** Who has a name, for people; empty if no living process has. */
  public Optional<String> holder(String name) {
    try {
      Optional<String> found = Optional.empty();
      Path link = claims.resolve(name);
      for (Optional<String> owner = owner(link); owner.isPresent(); owner = owner(link)) {
        found = Session.read(sessions.resolve(owner.get())).map(Session.About::who);
        link = claims.resolve(name + "." + owner.get());
      }
      return found;
    } catch (IOException e) {
      throw StorageException.of("read " + claims, e);
    }
  }

  /** Removes what processes of this machine left that ended without leaving. */
  public void dropGone() throws IOException {
    for (Path file : files(sessions, Session.NAME)) {
      Optional<Session.About> about = Session.read(file);
      if (about.isEmpty() || here.knowsGone(about.get().place())) {
        String id = file.getFileName().toString();
        for (Path rest : files(sessions, "\\." + id + ".*")) {
          Files.deleteIfExists(rest);
        }
        Files.deleteIfExists(file);
      }
    }
    for (Path file : files(sessions, "\\..*")) {
      if (Session.leftover(file, here)) {
        Files.deleteIfExists(file);
      }
    }
    for (Path link : files(claims, "[^.].*")) {
      Optional<String> owner = owner(link);
      if (owner.isPresent() && !Files.exists(sessions.resolve(owner.get()))) {
        Files.deleteIfExists(link);
      }
    }
  }

  /** Whether a session is known to have ended, rather than silent; so is one without a name. */
  public boolean gone(String id) throws IOException {
    return id.isEmpty()
        || Session.read(sessions.resolve(id))
            .map(about -> here.knowsGone(about.place()))
            .orElse(true);
  }

  private static List<Path> files(Path folder, String names) throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          if (file.getFileName().toString().matches(names) && Files.isRegularFile(file)) {
            found.add(file);
          }
        }
      }
    }
    return found;
  }

  private boolean dead(String owner, Path link) throws IOException {
    if (owner.isEmpty()) {
      // Between its making and its first byte, or for good if its maker died just then.
      return watch.still(link.getFileName().toString(), owner);
    }
    Optional<Session.About> about = Session.read(sessions.resolve(owner));
    return about.isEmpty()
        || here.knowsGone(about.get().place())
        || watch.still(owner, about.get().beat());
  }

  /** Makes a claim's file; false if it is there. */
  private boolean make(Path link) throws IOException {
    try {
      Files.createLink(link, mine());
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException | IOException e) {
      // A file system without links; there a claim may be seen before its first byte.
      try {
        Files.writeString(link, session.id(), StandardOpenOption.CREATE_NEW);
        return true;
      } catch (FileAlreadyExistsException there) {
        return false;
      }
    }
  }

  private Path mine() {
    return sessions.resolve("." + session.id());
  }

  private static Optional<String> owner(Path link) throws IOException {
    try {
      return Optional.of(Files.readString(link, StandardCharsets.UTF_8).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private void enter() throws IOException {
    if (held == 0) {
      Files.createDirectories(sessions);
      requireOneVersion();
      session = new Session(sessions, version, lease / BEATS_A_LEASE);
      Files.writeString(mine(), session.id());
    }
    held++;
  }

  private void left() throws IOException {
    if (--held == 0) {
      Files.deleteIfExists(mine());
      session.close();
      session = null;
    }
  }

  private void requireOneVersion() throws IOException {
    for (Path file : files(sessions, Session.NAME)) {
      Optional<Session.About> other = Session.read(file);
      if (other.isPresent()
          && !other.get().version().equals(version)
          && !here.knowsGone(other.get().place())) {
        throw new StorageException(
            claims
                + " is in use by "
                + other.get().who()
                + " of Heredity "
                + other.get().version()
                + ", and this is "
                + version
                + "; let all processes be of one version, or delete "
                + file
                + " if that one has ended");
      }
    }
  }
}
