package org.heredity.pipeline.cache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.heredity.data.DataException;
import org.heredity.files.AtomicFile;
import org.heredity.files.StorageException;

/**
 * Joins stores: the artifacts of several become those of one. A file that the same disk has already
 * gets another name, any other is copied. What was made more than once has to be the same bits each
 * time, for of two students that were judged by different bits of one set, neither can be compared
 * with the other. Not thread-safe.
 */
public final class StoreMerge {
  private static final String KEYS = "keys";
  private static final String BLOBS = "blobs";

  /** Characters of a key's digest that messages show. */
  private static final int SHOWN = 12;

  private final Path into;
  private final ObjectMapper mapper = new ObjectMapper();
  private final Map<Path, Path> origins = new HashMap<>();

  /** Into a store, whose folder is made if it is not there. */
  public StoreMerge(Path into) {
    this.into = into;
  }

  /**
   * Adds all that a store has, and what failed there.
   *
   * @throws DataException if there is no store, or something in it is other than here
   * @throws StorageException if the folder cannot be written to
   */
  public void add(Path store) {
    if (!Files.isDirectory(store.resolve(KEYS))) {
      throw new DataException(
          store.toAbsolutePath().getParent()
              + " is no folder of a run: it has no store; name the folders (--out) of the shards");
    }
    try {
      if (Files.exists(into) && Files.isSameFile(into, store)) {
        return;
      }
      try (DirectoryStream<Path> kinds = Files.newDirectoryStream(store.resolve(KEYS))) {
        for (Path kind : kinds) {
          try (DirectoryStream<Path> entries = Files.newDirectoryStream(kind, "[!.]*.json")) {
            for (Path entry : entries) {
              add(store, entry);
            }
          }
        }
      }
      WorkBoard.failures(into).addAll(WorkBoard.failures(store));
    } catch (IOException e) {
      throw StorageException.of("join " + store + " and " + into, e);
    }
  }

  private void add(Path store, Path entry) throws IOException {
    Path to = into.resolve(KEYS).resolve(entry.getParent().getFileName());
    Path place = to.resolve(entry.getFileName());
    JsonNode content = mapper.readTree(entry.toFile());
    if (Files.exists(place)) {
      requireSame(store, entry, content, mapper.readTree(place.toFile()), place);
      return;
    }
    for (JsonNode blob : content.path(BLOBS)) {
      String name = blob.path("sha256").asText("") + ".safetensors";
      addBlob(store.resolve(BLOBS).resolve(name), into.resolve(BLOBS).resolve(name));
    }
    AtomicFile.write(place, Files.readAllBytes(entry));
    origins.put(place, store);
  }

  private static void addBlob(Path from, Path to) throws IOException {
    if (Files.exists(to)) {
      return;
    }
    if (!Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS)) {
      throw new DataException(
          from + " is missing, though an artifact names it; run that shard again, it is made anew");
    }
    Files.createDirectories(to.getParent());
    try {
      Files.createLink(to, from);
    } catch (FileAlreadyExistsException e) {
      // Another process joins, too.
    } catch (IOException | UnsupportedOperationException e) {
      AtomicFile.write(to, out -> Files.copy(from, out));
    }
  }

  /** Times and what came of them aside. */
  private void requireSame(Path store, Path entry, JsonNode one, JsonNode other, Path place) {
    if (timeless(one).equals(timeless(other))) {
      return;
    }
    throw new DataException(
        "the "
            + entry.getParent().getFileName()
            + " "
            + entry.getFileName().toString().substring(0, SHOWN)
            + " is not the same in "
            + store
            + " and "
            + origins.getOrDefault(place, into)
            + ": the shards ran on different kinds of processor or with different HEREDITY_THREADS;"
            + " let them share one store, or run on the same kind");
  }

  private static JsonNode timeless(JsonNode entry) {
    JsonNode copy = entry.deepCopy();
    copy.findParents("seconds").forEach(parent -> ((ObjectNode) parent).remove("seconds"));
    return copy;
  }
}
