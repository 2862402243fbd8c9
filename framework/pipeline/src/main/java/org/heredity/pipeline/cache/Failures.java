package org.heredity.pipeline.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.heredity.files.AtomicFile;
import org.heredity.files.Sha256;
import org.heredity.files.StorageException;

/**
 * Why artifacts could not be made, for the processes that share the work of one run: what fails
 * after hours is not to fail in each of them. Forgotten with the run, so that the next tries again.
 */
final class Failures {
  private final Path folder;

  /** By name, those that are not believed any more. */
  private final Set<String> old = new HashSet<>();

  /** Those in a folder, which is made with the first. */
  Failures(Path folder) {
    this.folder = folder;
  }

  /** Lets what has failed so far be tried again here. */
  void tryAgain() {
    try {
      for (Path file : files()) {
        old.add(file.getFileName().toString());
      }
    } catch (IOException e) {
      throw StorageException.of("read " + folder, e);
    }
  }

  private List<Path> files() throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[!.]*")) {
        files.forEach(found::add);
      }
    }
    return found;
  }

  /** Why an artifact could not be made, if it could not. */
  Optional<String> reason(ArtifactKey key) {
    if (old.contains(key.hash())) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(file(key)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw StorageException.of("read " + file(key), e);
    }
  }

  /** Notes in one line why an artifact could not be made. */
  void add(ArtifactKey key, String reason) {
    add(key.hash(), reason);
  }

  /** As above, of the artifact whose key has this hash. */
  void add(String hash, String reason) {
    if (!Sha256.isHex(hash)) {
      throw new IllegalArgumentException("no hash of a key: " + hash);
    }
    Path file = folder.resolve(hash);
    try {
      AtomicFile.write(file, reason.getBytes(StandardCharsets.UTF_8));
      old.remove(hash);
    } catch (IOException e) {
      throw StorageException.of("write " + file, e);
    }
  }

  /** Those that are believed, by the hashes of their keys. */
  Map<String, String> all() {
    Map<String, String> all = new TreeMap<>();
    try {
      for (Path file : files()) {
        String hash = file.getFileName().toString();
        if (!old.contains(hash)) {
          all.put(hash, Files.readString(file));
        }
      }
    } catch (IOException e) {
      throw StorageException.of("read " + folder, e);
    }
    return all;
  }

  /** Takes over what another folder has. */
  void addAll(Failures other) throws IOException {
    for (Path file : other.files()) {
      AtomicFile.write(folder.resolve(file.getFileName()), Files.readAllBytes(file));
    }
  }

  /** Forgets one, which has been made since. */
  void forget(ArtifactKey key) {
    try {
      Files.deleteIfExists(file(key));
    } catch (IOException e) {
      throw StorageException.of("write to the folder " + folder, e);
    }
  }

  /** Forgets all. */
  void clear() throws IOException {
    WorkBoard.clear(folder);
  }

  private Path file(ArtifactKey key) {
    return folder.resolve(key.hash());
  }
}
