package org.heredity.cluster;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.heredity.files.Sha256;
import org.heredity.files.StorageException;
import org.heredity.pipeline.cache.Depot;

/**
 * Files in a folder of any of Hadoop's file systems. Each begins with its own SHA-256 in hex, by
 * which it is checked whenever it is read; one that is damaged is deleted, so that it is made
 * again. A file is written under a name of its own and renamed; where a rename is a copy, as in
 * object stores, it is written in place, where it appears whole when it is closed. Nothing is ever
 * listed, for a listing may be old. Thread-safe.
 */
final class HadoopDepot implements Depot {
  private static final int HEADER = 64;
  private static final int BUFFER = 1 << 20;
  private static final String UNFINISHED = "unfinished";
  private static final String BLOBS = "blobs/";
  private static final String VERSION = "version";

  /** Where a file appears when it is closed, and a rename copies. */
  private static final Set<String> OBJECTS = Set.of("s3a", "s3", "gs", "oss", "cosn", "obs");

  private final FileSystem files;
  private final Path root;
  private final Path unfinished;
  private final boolean inPlace;
  private final Consumer<String> notes;

  /**
   * A folder.
   *
   * @param run whose files these are while they are written
   */
  HadoopDepot(FileSystem files, Path root, String run, Consumer<String> notes) {
    this.files = files;
    this.root = root;
    this.unfinished = new Path(new Path(root, UNFINISHED), run);
    this.inPlace = OBJECTS.contains(String.valueOf(root.toUri().getScheme()));
    this.notes = notes;
  }

  /**
   * Opens a folder, which need not be there.
   *
   * @param folder its URI
   * @param run whose files these are while they are written
   * @param notes hears sentences for the user
   * @throws StorageException if there is no such file system
   */
  static HadoopDepot open(
      URI folder, String run, Configuration configuration, Consumer<String> notes) {
    try {
      FileSystem files = FileSystem.get(folder, configuration);
      // Hadoop's own sums are files beside each file, which are not renamed with it at once.
      files.setWriteChecksum(false);
      files.setVerifyChecksum(false);
      return new HadoopDepot(files, new Path(folder), run, notes);
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new StorageException(
          "--store "
              + folder
              + " cannot be opened: "
              + reason(e)
              + "; s3a needs hadoop-aws and the SDK's jar beside Spark's, see docs/scale.md",
          e);
    }
  }

  private static String reason(Throwable e) {
    return e.getMessage() == null ? e.getClass().getName() : e.getMessage();
  }

  /**
   * Finds out whether this process can work here, and whether others of its version do.
   *
   * @throws StorageException if it cannot be written to, or is another version's
   */
  void require(String version) {
    try {
      java.nio.file.Path local = Files.createTempFile("heredity-", ".version");
      try {
        files.mkdirs(root);
        Path probe = passing();
        Files.writeString(local, version, StandardCharsets.UTF_8);
        write(local, probe);
        files.delete(probe, false);
        if (get(VERSION, local)) {
          String there = Files.readString(local, StandardCharsets.UTF_8);
          if (!there.equals(version)) {
            throw new StorageException(
                root
                    + " is a store of Heredity "
                    + there
                    + ", and this is "
                    + version
                    + "; take another --store, or delete "
                    + new Path(root, VERSION)
                    + " once no other version works there");
          }
        } else {
          Files.writeString(local, version, StandardCharsets.UTF_8);
          put(VERSION, local);
        }
      } finally {
        Files.deleteIfExists(local);
      }
    } catch (IOException e) {
      throw failed("write to --store " + root, e);
    }
  }

  @Override
  public boolean get(String name, java.nio.file.Path to) {
    Path path = new Path(root, name);
    boolean whole;
    try (InputStream in = files.open(path, BUFFER)) {
      byte[] header = in.readNBytes(HEADER);
      MessageDigest digest = Sha256.newDigest();
      try (OutputStream out = new DigestOutputStream(Files.newOutputStream(to), digest)) {
        in.transferTo(out);
      }
      String found = Sha256.hex(digest);
      whole = found.equals(new String(header, StandardCharsets.US_ASCII));
    } catch (FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      throw failed("read " + path, e);
    }
    if (!whole) {
      notes.accept(path + " is damaged: it is deleted and made again");
      try {
        files.delete(path, false);
      } catch (IOException e) {
        throw failed("delete " + path, e);
      }
    }
    return whole;
  }

  @Override
  public void put(String name, java.nio.file.Path from) {
    Path path = new Path(root, name);
    try {
      FileStatus there = status(path);
      if (there != null && (!name.startsWith(BLOBS) || whole(there, from))) {
        return;
      }
      if (inPlace) {
        write(from, path);
        return;
      }
      Path passing = passing();
      try {
        write(from, passing);
        publish(passing, path, there, from);
      } finally {
        files.delete(passing, false);
      }
    } catch (IOException e) {
      throw failed("write " + path, e);
    }
  }

  private void publish(Path passing, Path path, FileStatus there, java.nio.file.Path from)
      throws IOException {
    files.mkdirs(path.getParent());
    if (there != null) {
      files.delete(path, false);
    }
    boolean renamed;
    try {
      renamed = files.rename(passing, path);
    } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
      renamed = false;
    }
    if (!renamed) {
      // Another machine made the same just now.
      FileStatus others = status(path);
      if (others == null || path.toString().contains(BLOBS) && !whole(others, from)) {
        throw new IOException("it cannot be renamed to from " + passing);
      }
    }
  }

  private static boolean whole(FileStatus there, java.nio.file.Path from) throws IOException {
    return there.getLen() == HEADER + Files.size(from);
  }

  private FileStatus status(Path path) throws IOException {
    try {
      return files.getFileStatus(path);
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  private Path passing() {
    return new Path(unfinished, UUID.randomUUID().toString());
  }

  /** Deletes what machines left that ended while they wrote; to be called while none does. */
  void clear() {
    try {
      files.delete(unfinished, true);
    } catch (IOException e) {
      notes.accept("cannot delete " + unfinished + ": " + reason(e));
    }
  }

  private void write(java.nio.file.Path from, Path to) throws IOException {
    byte[] header = Sha256.of(from).getBytes(StandardCharsets.US_ASCII);
    try (OutputStream out = files.create(to, true, BUFFER)) {
      out.write(header);
      Files.copy(from, out);
    }
  }

  private static StorageException failed(String what, IOException e) {
    if (e instanceof org.apache.hadoop.security.AccessControlException) {
      return new StorageException(
          "cannot "
              + what
              + ": permission denied ("
              + e.getMessage()
              + "); make it writable, or choose another folder",
          e);
    }
    return StorageException.of(what, e);
  }
}
