package org.heredity.pipeline.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.checkpoint.StateDict;
import org.heredity.files.AtomicFile;
import org.heredity.files.LockFile;
import org.heredity.files.Sha256;
import org.heredity.files.StorageException;

/**
 * Keeps every stage's artifact under all that determines it, so that a rerun or an edited suite
 * computes only what changed:
 *
 * <ul>
 *   <li>{@code blobs/<SHA-256 of the file>.safetensors}: the tensors; equal ones are kept once
 *   <li>{@code keys/<kind>/<hash of the key>.json}: what determines the artifact, and its blob;
 *       written last, so that an artifact is there whole or not at all
 *   <li>{@code unfinished/<hash of the key>.*}: what an interrupted stage goes on from; gone once
 *       its artifact is kept
 * </ul>
 *
 * <p>A artifact whose file is damaged is said and made again. For one process at a time ({@link
 * LockFile}); not thread-safe.
 */
public final class ArtifactStore {
  private static final String SUFFIX = ".safetensors";
  private static final String ENTRY = ".json";

  private final Path blobs;
  private final Path keys;
  private final Path unfinished;
  private final Consumer<String> notes;
  private final ObjectMapper mapper = new ObjectMapper();
  private final Set<String> verified = new HashSet<>();

  /**
   * Opens a store; makes its folders if they are not there, and drops what writers left behind that
   * were killed.
   *
   * @param notes hears sentences for the user
   * @throws StorageException if the folder cannot be written to
   */
  public ArtifactStore(Path root, Consumer<String> notes) {
    this.blobs = root.resolve("blobs");
    this.keys = root.resolve("keys");
    this.unfinished = root.resolve("unfinished");
    this.notes = notes;
    try {
      Files.createDirectories(blobs);
      Files.createDirectories(keys);
      Files.createDirectories(unfinished);
      dropTemporaries(blobs);
      dropTemporaries(unfinished);
      try (var kinds = Files.newDirectoryStream(keys)) {
        for (Path kind : kinds) {
          AtomicFile.dropLeftovers(kind);
          dropFinished(kind);
        }
      }
    } catch (IOException e) {
      throw StorageException.of("write to the folder " + root, e);
    }
  }

  /** The artifact, if it is there and whole. */
  public Optional<Artifact> find(ArtifactKey key) {
    Path entry = entry(key);
    if (!Files.exists(entry)) {
      return Optional.empty();
    }
    try {
      JsonNode json = mapper.readTree(Files.readAllBytes(entry));
      String digest = json.path("blob").asText();
      Path file = blobs.resolve(digest + SUFFIX);
      String damage = damage(key, json, digest, file);
      if (damage == null) {
        return Optional.of(
            new Artifact(
                key, file, digest, json.path("seconds").asDouble(), json.path("notes").toString()));
      }
      notes.accept("the stored " + key.kind() + " is damaged (" + damage + "): it is made again");
      Files.deleteIfExists(entry);
      return Optional.empty();
    } catch (JsonProcessingException e) {
      notes.accept("the stored " + key.kind() + " is damaged (" + entry + "): it is made again");
      return Optional.empty();
    } catch (IOException e) {
      throw StorageException.of("read " + entry, e);
    }
  }

  private String damage(ArtifactKey key, JsonNode json, String digest, Path file)
      throws IOException {
    if (!digest.matches("[0-9a-f]{64}") || !json.path("key").asText().equals(key.json())) {
      return "its entry does not fit";
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return file.getFileName() + " is missing";
    }
    if (!verified.contains(digest)) {
      if (!Sha256.of(file).equals(digest)) {
        Files.delete(file);
        return file.getFileName() + " has other content than it had";
      }
      verified.add(digest);
    }
    return null;
  }

  /**
   * Keeps an artifact.
   *
   * @param seconds that computing it took
   * @param notes what belongs to it and is no tensor, as JSON; {@code {}} if nothing
   */
  public Artifact put(ArtifactKey key, StateDict tensors, double seconds, String notes) {
    Path file = unfinished.resolve(key.hash() + ".artifact" + SUFFIX);
    try {
      SafetensorsWriter.write(file, tensors, Map.of());
    } catch (CheckpointException | UncheckedIOException e) {
      throw failure(file, e);
    }
    return adopt(key, file, seconds, notes);
  }

  /** Keeps an artifact that is a finished safetensors file in this store; the file is moved. */
  public Artifact adopt(ArtifactKey key, Path file, double seconds, String notes) {
    try {
      String digest = Sha256.of(file);
      Path blob = blobs.resolve(digest + SUFFIX);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(file, blob, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      // Temporary files are the owner's alone; artifacts are to be passed on.
      blob.toFile().setReadable(true, false);
      forceFolder(blobs);
      ObjectNode json = mapper.createObjectNode();
      json.put("key", key.json());
      json.put("blob", digest);
      json.put("bytes", Files.size(blob));
      json.put("seconds", seconds);
      json.set("notes", mapper.readTree(notes));
      AtomicFile.write(
          entry(key),
          mapper
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(json)
              .getBytes(StandardCharsets.UTF_8));
      forceFolder(entry(key).getParent());
      verified.add(digest);
      dropUnfinished(key.hash());
      return new Artifact(key, blob, digest, seconds, notes);
    } catch (IOException e) {
      throw StorageException.of("keep the " + key.kind() + " in " + blobs, e);
    }
  }

  /**
   * Puts an artifact's file where users find it, in place of what is there: as another name of the
   * same file where the disk allows, else as a copy.
   */
  public void export(Artifact artifact, Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      if (Files.exists(file)
          && Files.size(file) == Files.size(artifact.file())
          && (Files.isSameFile(file, artifact.file())
              || Sha256.of(file).equals(artifact.digest()))) {
        return;
      }
      Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
      Files.deleteIfExists(temporary);
      try {
        Files.createLink(temporary, artifact.file());
      } catch (IOException | UnsupportedOperationException e) {
        Files.copy(artifact.file(), temporary);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw StorageException.of("write " + file, e);
    }
  }

  /** Where a stage may build a file that it goes on with after an interruption. */
  public Path unfinished(ArtifactKey key, String suffix) {
    return unfinished.resolve(key.hash() + "." + suffix);
  }

  /** What an interrupted stage last saved, if it is there and whole. */
  public Optional<StateDict> checkpoint(ArtifactKey key) {
    Path file = unfinished(key, "checkpoint" + SUFFIX);
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

  /** Saves what the stage needs to go on from here, in place of what it saved before. */
  public void saveCheckpoint(ArtifactKey key, StateDict state) {
    Path file = unfinished(key, "checkpoint" + SUFFIX);
    try {
      SafetensorsWriter.write(file, state, Map.of());
    } catch (CheckpointException | UncheckedIOException e) {
      throw failure(file, e);
    }
  }

  /** Bytes that can be written where this store is. */
  public long freeBytes() {
    try {
      FileStore disk = Files.getFileStore(blobs);
      return disk.getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Drops what stages saved on their way that were killed just after their artifact was kept. */
  private void dropFinished(Path kind) throws IOException {
    try (var files = Files.newDirectoryStream(unfinished)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        String hash = name.substring(0, Math.max(0, name.indexOf('.')));
        if (Files.exists(kind.resolve(hash + ENTRY))) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private void dropUnfinished(String hash) throws IOException {
    try (var files = Files.newDirectoryStream(unfinished, hash + ".*")) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  private Path entry(ArtifactKey key) {
    return keys.resolve(key.kind()).resolve(key.hash() + ENTRY);
  }

  private static StorageException failure(Path file, RuntimeException e) {
    Throwable cause = e.getCause();
    return cause instanceof IOException io
        ? StorageException.of("write " + file, io)
        : new StorageException("cannot write " + file + ": " + e.getMessage(), e);
  }

  private static void dropTemporaries(Path folder) throws IOException {
    try (var files = Files.newDirectoryStream(folder, "{.*,*.tmp,*.artifact" + SUFFIX + "}")) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Makes a rename last; not every system can open a folder, and then it lasts soon anyway. */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows refuses to open a folder; the rename itself is atomic there too.
    }
  }
}
