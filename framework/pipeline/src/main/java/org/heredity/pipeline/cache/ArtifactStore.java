package org.heredity.pipeline.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.heredity.api.result.CurvePoint;
import org.heredity.files.AtomicFile;
import org.heredity.files.Claims;
import org.heredity.files.Sha256;
import org.heredity.files.StorageException;

/**
 * Stores artifacts under all their inputs, so that a rerun or an edited suite computes only what
 * changed:
 *
 * <ul>
 *   <li>{@code blobs/<SHA-256 of the file>.safetensors}: tensors and images; equal ones stand once
 *   <li>{@code keys/<kind>/<hash of the key>.json}: the artifact's inputs, time, curve, value, and
 *       its blobs by name; written last, so that an artifact is there whole or not at all
 *   <li>{@code unfinished/<hash of the key>.*}: what interrupted work resumes from, with what a
 *       process works on in a folder of its own ({@link Desk}); gone once its artifact is stored
 *   <li>{@code claims}: who works on what ({@link Claims})
 * </ul>
 *
 * <p>An artifact one of whose files is damaged is said and made again. Several processes may use
 * one store, also by a network file system: artifacts are published by renaming, and work is
 * claimed first. Not thread-safe.
 */
final class ArtifactStore {
  private static final String SUFFIX = ".safetensors";
  private static final String ENTRY = ".json";
  private static final String BLOBS = "blobs";
  private static final String KEYS = "keys";

  /** An artifact's entry as it is written. */
  private record Entry(
      String key,
      Map<String, BlobEntry> blobs,
      double seconds,
      List<CurvePoint> curve,
      JsonNode value) {
    Artifact artifact(ArtifactKey of, ArtifactStore store) {
      Map<String, Artifact.Blob> found = new TreeMap<>();
      blobs.forEach(
          (name, blob) ->
              found.put(name, new Artifact.Blob(store.blob(blob.sha256()), blob.sha256())));
      return new Artifact(of, found, seconds, curve, value);
    }
  }

  /** A blob in an entry. */
  private record BlobEntry(String sha256, long bytes) {}

  private final Path blobs;
  private final Path keys;
  private final Path unfinished;
  private final Depot depot;
  private final Claims claims;
  private final Consumer<String> notes;
  private final ObjectMapper mapper = new ObjectMapper();
  private final Set<String> verified = new HashSet<>();

  /**
   * Opens a store; makes its folders if they are not there, and drops what processes of this
   * machine left behind that were killed.
   *
   * @param depot has what others made, and gets what is made here
   * @param notes hears sentences for the user
   * @throws StorageException if the folder cannot be written to
   */
  static ArtifactStore open(Path root, Depot depot, Consumer<String> notes) {
    ArtifactStore store = new ArtifactStore(root, depot, notes);
    store.prepare(root);
    return store;
  }

  /** A store that is only read, but for what comes from the depot, and that need not be there. */
  ArtifactStore(Path root, Depot depot, Consumer<String> notes) {
    this.blobs = root.resolve(BLOBS);
    this.keys = root.resolve(KEYS);
    this.depot = depot;
    this.unfinished = root.resolve("unfinished");
    this.claims = new Claims(root.resolve("claims"), ProgramVersion.current(), Claims.LEASE);
    this.notes = notes;
  }

  private void prepare(Path root) {
    try {
      Files.createDirectories(blobs);
      Files.createDirectories(keys);
      Files.createDirectories(unfinished);
      claims.dropGone();
      Desk.clear(unfinished, claims);
      try (var kinds = Files.newDirectoryStream(keys)) {
        for (Path kind : kinds) {
          dropFinished(kind);
        }
      }
    } catch (IOException e) {
      throw StorageException.of("write to the folder " + root, e);
    }
  }

  /** The artifact, if it is there and whole. */
  Optional<Artifact> find(ArtifactKey key) {
    Path entry = entry(key);
    if (!Files.exists(entry) && !fetched(key)) {
      return Optional.empty();
    }
    try {
      Entry read = mapper.readValue(Files.readAllBytes(entry), Entry.class);
      String damage = damage(key, read);
      if (damage == null) {
        return Optional.of(read.artifact(key, this));
      }
      drop(key, damage);
      return Optional.empty();
    } catch (JsonProcessingException e) {
      drop(key, entry.toString());
      return Optional.empty();
    } catch (IOException e) {
      throw StorageException.of("read " + entry, e);
    }
  }

  /** Whether the depot has an artifact, which then is here, too. */
  private boolean fetched(ArtifactKey key) {
    if (depot == Depot.NONE) {
      return false;
    }
    try {
      Files.createDirectories(blobs);
      Files.createDirectories(entry(key).getParent());
      Files.createDirectories(unfinished);
      Path entry = unfinished.resolve(key.hash() + ".fetched");
      if (!depot.get(name(key), entry)) {
        Files.deleteIfExists(entry);
        return false;
      }
      for (JsonNode blob : mapper.readTree(entry.toFile()).path("blobs")) {
        String digest = blob.path("sha256").asText();
        if (Sha256.isHex(digest) && !Files.exists(blob(digest)) && !fetchedBlob(digest)) {
          notes.accept("a file of the stored " + key.kind() + " is missing: it is made again");
          Files.deleteIfExists(entry);
          return false;
        }
      }
      move(entry, entry(key));
      return true;
    } catch (IOException e) {
      throw StorageException.of("fetch the " + key.kind() + " to " + blobs, e);
    }
  }

  private boolean fetchedBlob(String digest) throws IOException {
    Path file = unfinished.resolve(digest + ".fetched");
    if (!depot.get(name(digest), file) || !Sha256.of(file).equals(digest)) {
      Files.deleteIfExists(file);
      return false;
    }
    move(file, blob(digest));
    verified.add(digest);
    return true;
  }

  /** In the depot. */
  private static String name(String digest) {
    return BLOBS + "/" + digest + SUFFIX;
  }

  private static String name(ArtifactKey key) {
    return KEYS + "/" + key.kind() + "/" + key.hash() + ENTRY;
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Forgets an artifact that is no good, and says so; what work on it saved is forgotten, too. */
  void drop(ArtifactKey key, String damage) {
    notes.accept("the stored " + key.kind() + " is damaged (" + damage + "): it is made again");
    try {
      Files.deleteIfExists(entry(key));
    } catch (IOException e) {
      throw StorageException.of("write " + entry(key), e);
    }
  }

  /** Why an entry cannot be used; null if it can. */
  private String damage(ArtifactKey key, Entry entry) throws IOException {
    if (entry == null
        || !key.json().equals(entry.key())
        || entry.blobs() == null
        || entry.curve() == null) {
      return "its entry does not fit";
    }
    for (BlobEntry blob : entry.blobs().values()) {
      String digest = blob.sha256();
      if (digest == null || !Sha256.isHex(digest)) {
        return "its entry does not fit";
      }
      Path file = blob(digest);
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
    }
    return null;
  }

  /**
   * Claims an artifact to work on it.
   *
   * @return where to work; empty if a living process does
   */
  Optional<Desk> claim(ArtifactKey key) {
    return Desk.at(key, unfinished, claims, notes);
  }

  /** Who works on an artifact, for people; empty if no living process does. */
  Optional<String> worker(ArtifactKey key) {
    return claims.holder(key.hash());
  }

  /**
   * Stores an artifact.
   *
   * @param desk where it was made
   * @param files finished safetensors files on the desk by the blobs' names; they are moved
   * @param seconds that computing it took
   * @param curve its points
   * @param value what is no file
   */
  Artifact put(
      ArtifactKey key,
      Desk desk,
      Map<String, Path> files,
      double seconds,
      List<CurvePoint> curve,
      JsonNode value) {
    try {
      Map<String, BlobEntry> stored = new TreeMap<>();
      for (Map.Entry<String, Path> file : files.entrySet()) {
        stored.put(file.getKey(), adopt(file.getValue()));
      }
      forceFolder(blobs);
      Entry entry = new Entry(key.json(), stored, seconds, curve, value);
      publish(entry(key), desk.scratch("entry"), entry);
      for (BlobEntry blob : stored.values()) {
        depot.put(name(blob.sha256()), blob(blob.sha256()));
      }
      depot.put(name(key), entry(key));
      desk.discard();
      return entry.artifact(key, this);
    } catch (IOException e) {
      throw StorageException.of("store the " + key.kind() + " in " + blobs, e);
    }
  }

  private void publish(Path file, Path scratch, Entry entry) throws IOException {
    // Not beside its place: what a killed process leaves there could be a living one's.
    AtomicFile.write(scratch, mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(entry));
    Files.createDirectories(file.getParent());
    move(scratch, file);
    forceFolder(file.getParent());
  }

  /** Moves a finished file to the blobs. */
  private BlobEntry adopt(Path file) throws IOException {
    String digest = Sha256.of(file);
    Path blob = blob(digest);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    move(file, blob);
    // Temporary files are the owner's alone; artifacts are to be passed on.
    blob.toFile().setReadable(true, false);
    verified.add(digest);
    return new BlobEntry(digest, Files.size(blob));
  }

  /**
   * Puts a file where users find it, in place of what is there: as another name of the same file
   * where the disk allows, else as a copy.
   */
  void export(Artifact.Blob blob, Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      if (Files.exists(file)
          && Files.size(file) == Files.size(blob.file())
          && (Files.isSameFile(file, blob.file()) || Sha256.of(file).equals(blob.digest()))) {
        return;
      }
      Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
      Files.deleteIfExists(temporary);
      try {
        Files.createLink(temporary, blob.file());
      } catch (IOException | UnsupportedOperationException e) {
        Files.copy(blob.file(), temporary);
      }
      move(temporary, file);
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw StorageException.of("write " + file, e);
    }
  }

  /** Drops what work saved on its way that was killed just after its artifact was stored. */
  private void dropFinished(Path kind) throws IOException {
    try (var files = Files.newDirectoryStream(unfinished)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        String hash = name.substring(0, Math.max(0, name.indexOf('.')));
        if (!hash.isEmpty() && Files.exists(kind.resolve(hash + ENTRY))) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private Path blob(String digest) {
    return blobs.resolve(digest + SUFFIX);
  }

  private Path entry(ArtifactKey key) {
    return keys.resolve(key.kind()).resolve(key.hash() + ENTRY);
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
