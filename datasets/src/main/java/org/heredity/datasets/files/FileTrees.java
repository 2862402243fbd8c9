package org.heredity.datasets.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.heredity.api.dataset.OpeningProgress;
import org.heredity.data.DataException;
import org.heredity.data.decode.OtherFile;

/** Opens folders and archives as trees of files, by what they are, not by what they are called. */
public final class FileTrees {
  /** What lies at a path. */
  public enum Kind {
    /** A folder. */
    FOLDER,
    /** A zip archive. */
    ZIP,
    /** A tar archive. */
    TAR,
    /** A tar archive, compressed by gzip. */
    TAR_GZ,
    /** Anything else, or nothing. */
    OTHER
  }

  private static final int TAR_HEADER = 512;

  private FileTrees() {}

  /** What lies at {@code path}; reads at most the start of the file. */
  public static Kind kind(Path path) {
    if (Files.isDirectory(path)) {
      return Kind.FOLDER;
    }
    if (!Files.isRegularFile(path)) {
      return Kind.OTHER;
    }
    try {
      byte[] start = start(Files.newInputStream(path));
      if (starts(start, 'P', 'K', 3, 4) || starts(start, 'P', 'K', 5, 6)) {
        return Kind.ZIP;
      }
      if (starts(start, 0x1F, 0x8B)) {
        return isTar(start(Unpacked.stream(path))) ? Kind.TAR_GZ : Kind.OTHER;
      }
      return isTar(start) ? Kind.TAR : Kind.OTHER;
    } catch (IOException e) {
      return Kind.OTHER;
    }
  }

  /**
   * Opens a folder or archive.
   *
   * @param cache where a compressed tar is unpacked to, once
   * @param progress is told how far unpacking is
   * @throws DataException if it cannot be read; the message names it
   */
  public static FileTree open(Path path, Path cache, OpeningProgress progress) {
    return switch (kind(path)) {
      case FOLDER -> new FolderTree(path);
      case ZIP -> new ZipTree(path);
      case TAR -> new TarTree(path, path);
      case TAR_GZ -> new TarTree(Unpacked.of(path, cache, progress), path);
      case OTHER ->
          throw new DataException(
              path
                  + ": expected a folder or a whole .zip, .tar or .tar.gz archive, got "
                  + (Files.exists(path) ? other(path) : "nothing; check the path"));
    };
  }

  /** What lies at a path that is neither folder nor archive, and what to do. */
  private static String other(Path path) {
    try {
      byte[] start = start(Files.newInputStream(path));
      return OtherFile.describe(start) + OtherFile.unfinished(path.toString());
    } catch (IOException e) {
      return "what cannot be read (" + e + ")";
    }
  }

  /** Those of the named files that are there, directly in {@code folder}. */
  public static FileTree only(Path folder, List<String> names) {
    return new FolderTree(folder, names);
  }

  /**
   * The bytes of a gzip file.
   *
   * @param gzip the compressed bytes
   * @param name for messages
   * @param most how many there may be
   * @throws DataException if they are damaged or more
   */
  public static byte[] gunzip(byte[] gzip, String name, int most) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip), 1 << 16)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new DataException(name + ": unpacks to more than the expected " + most + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw new DataException(name + ": is damaged (" + e.getMessage() + "); get it again", e);
    }
  }

  private static byte[] start(InputStream opened) throws IOException {
    try (InputStream in = opened) {
      return in.readNBytes(TAR_HEADER);
    }
  }

  private static boolean starts(byte[] bytes, int... expected) {
    for (int i = 0; i < expected.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xFF) != expected[i]) {
        return false;
      }
    }
    return true;
  }

  /** By the magic of POSIX and GNU tar, or by the checksum that older ones have as well. */
  private static boolean isTar(byte[] header) {
    if (header.length < TAR_HEADER) {
      return false;
    }
    byte[] magic = Arrays.copyOfRange(header, 257, 262);
    if (Arrays.equals(magic, "ustar".getBytes(StandardCharsets.US_ASCII))) {
      return true;
    }
    int sum = 0;
    for (int i = 0; i < TAR_HEADER; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xFF;
    }
    String stored = new String(header, 148, 8, StandardCharsets.US_ASCII).replace('\0', ' ').trim();
    return stored.matches("[0-7]{1,7}") && Integer.parseInt(stored, 8) == sum && sum > 8 * ' ';
  }
}
