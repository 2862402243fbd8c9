package org.heredity.pipeline.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.checkpoint.StateDict;
import org.heredity.files.Claims;
import org.heredity.files.StorageException;

/**
 * Where this process works on one artifact, which it has claimed: a folder of its own, so that a
 * process that was taken for dead and comes back writes to no file of who took over. What
 * interrupted work left is on it from the start; what this work leaves is there for the next. Not
 * thread-safe.
 */
final class Desk implements AutoCloseable {
  private static final String SUFFIX = ".safetensors";

  /** Ends the names of files that are on their way to the blobs. */
  private static final String WRITTEN = ".artifact" + SUFFIX;

  private static final String CHECKPOINT = "checkpoint";

  private final Claims.Claim claim;
  private final ArtifactKey key;
  private final Path common;
  private final Path folder;
  private final Consumer<String> notes;

  private Desk(Claims.Claim claim, ArtifactKey key, Path common, Consumer<String> notes) {
    this.claim = claim;
    this.key = key;
    this.common = common;
    this.folder = common.resolve(name(claim.session(), key));
    this.notes = notes;
  }

  /**
   * Sits down to work on an artifact.
   *
   * @param common where interrupted work lies that is nobody's now, and the processes' folders
   * @param claims who works on what there
   * @param notes hears sentences for the user
   * @return empty if a living process works on it
   */
  static Optional<Desk> at(ArtifactKey key, Path common, Claims claims, Consumer<String> notes) {
    Optional<Claims.Claim> claim = claims.take(key.hash());
    if (claim.isEmpty()) {
      return Optional.empty();
    }
    Desk desk = new Desk(claim.get(), key, common, notes);
    try {
      Files.createDirectories(desk.folder);
      if (claim.get().from().isPresent()) {
        String dead = claim.get().from().get();
        desk.fetch(common.resolve(name(dead, key)), claims.gone(dead));
      }
      desk.fetch(common, true);
      return Optional.of(desk);
    } catch (IOException e) {
      claim.get().close();
      throw StorageException.of("write to the folder " + common, e);
    }
  }

  /** Of the folder; work that consists of stages has several artifacts, and a desk for each. */
  private static String name(String session, ArtifactKey key) {
    return session + "." + key.hash();
  }

  /**
   * Takes what was left of this artifact.
   *
   * @param nobodys whether nobody can be writing there; else it is copied, the checkpoint first, so
   *     that what it tells of is in the other files
   */
  private void fetch(Path from, boolean nobodys) throws IOException {
    List<Path> files = of(from, key.hash());
    Collections.sort(files);
    for (Path file : files) {
      Path to = folder.resolve(file.getFileName());
      if (!resumable(file)) {
        continue;
      }
      try {
        if (!nobodys) {
          Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
        } else if (!Files.exists(to)) {
          Files.move(file, to, StandardCopyOption.ATOMIC_MOVE);
        }
      } catch (NoSuchFileException e) {
        // Its maker was not dead, and has finished with it.
      }
    }
  }

  /** Whether later work can go on from a file; else it was on its way when its process ended. */
  private static boolean resumable(Path file) {
    String name = file.getFileName().toString();
    return !name.startsWith(".") && name.endsWith(SUFFIX) && !name.endsWith(WRITTEN);
  }

  private static List<Path> of(Path folder, String hash) throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(folder, "{" + hash + ".*,." + hash + ".*}")) {
        files.forEach(found::add);
      }
    }
    return found;
  }

  /** Gives to everybody what processes left that have ended. */
  static void clear(Path common, Claims claims) throws IOException {
    try (DirectoryStream<Path> sessions = Files.newDirectoryStream(common, Files::isDirectory)) {
      for (Path folder : sessions) {
        String name = folder.getFileName().toString();
        if (claims.gone(name.substring(0, Math.max(0, name.indexOf('.'))))) {
          try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
              leave(file, common);
            }
          }
          Files.deleteIfExists(folder);
        }
      }
    } catch (NoSuchFileException e) {
      // Another process clears, too.
    }
  }

  private static void leave(Path file, Path common) throws IOException {
    if (!resumable(file)) {
      Files.deleteIfExists(file);
      return;
    }
    try {
      Files.move(
          file,
          common.resolve(file.getFileName()),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException e) {
      // Who took over has it.
    }
  }

  /** What interrupted work last saved, if it is there and whole. */
  Optional<StateDict> checkpoint() {
    Path file = file(CHECKPOINT);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Checkpoints.read(file));
    } catch (CheckpointException e) {
      notes.accept("a checkpoint is damaged and is not used: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Saves what work needs to resume from here, in place of what it saved before. */
  void saveCheckpoint(StateDict state) {
    write(file(CHECKPOINT), state);
  }

  /** Where work may build a blob that it resumes after an interruption. */
  Path file(String blob) {
    return folder.resolve(key.hash() + "." + blob + SUFFIX);
  }

  /** Where what is no blob may be written on its way to its place. */
  Path scratch(String name) {
    return folder.resolve(key.hash() + "." + name);
  }

  /** Writes tensors to a file that becomes a blob; gone with the process if it does not. */
  Path write(String blob, StateDict tensors) {
    Path file = folder.resolve(key.hash() + "." + blob + WRITTEN);
    write(file, tensors);
    return file;
  }

  private static void write(Path file, StateDict tensors) {
    try {
      SafetensorsWriter.write(file, tensors, Map.of());
    } catch (CheckpointException | UncheckedIOException e) {
      throw e.getCause() instanceof IOException io
          ? StorageException.of("write " + file, io)
          : new StorageException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** Throws away all that is here: its artifact is stored. */
  void discard() throws IOException {
    for (Path file : of(folder, key.hash())) {
      Files.deleteIfExists(file);
    }
  }

  /** Leaves what the next can go on from, and gives the artifact back. */
  @Override
  public void close() {
    try (claim) {
      for (Path file : of(folder, key.hash())) {
        leave(file, common);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw StorageException.of("write to the folder " + common, e);
    }
  }
}
