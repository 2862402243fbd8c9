package org.heredity.engine.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.heredity.checkpoint.CheckpointException;

/**
 * The flat parameters in a file of Deeplearning4j's {@code ModelSerializer}, and its configuration
 * as plain JSON, since Deeplearning4j would instantiate the classes that the file names. Nothing is
 * read of a size that the network does not have.
 */
final class Dl4jParameters {
  private static final String ENTRY = "coefficients.bin";
  private static final String CONFIGURATION = "configuration.json";
  private static final int LARGEST_CONFIGURATION = 16 << 20;

  /** What surrounds the numbers: shape information and the names of types. */
  private static final int OVERHEAD = 4096;

  /** Bytes that a compressed byte can stand for at most. */
  private static final long DENSEST = 1032;

  private static final long LONGEST_SHAPE = 128;
  private static final Set<String> WHOLE = Set.of("LONG", "INT64");

  private Dl4jParameters() {}

  /**
   * What a file says of its network, as plain JSON.
   *
   * @throws CheckpointException if it cannot be read
   */
  static JsonNode configuration(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile());
        InputStream in = zip.getInputStream(entry(zip, file, CONFIGURATION))) {
      byte[] text = in.readNBytes(LARGEST_CONFIGURATION + 1);
      if (text.length > LARGEST_CONFIGURATION) {
        throw new CheckpointException(
            file
                + ": its configuration has more than "
                + LARGEST_CONFIGURATION
                + " bytes; no network's is so long");
      }
      return new ObjectMapper().readTree(text);
    } catch (CheckpointException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new CheckpointException(file + " cannot be read: " + firstLine(e), e);
    }
  }

  /** Whether a file has an entry, such as {@code normalizer.bin}. */
  static boolean holds(Path file, String name) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.getEntry(name) != null;
    } catch (IOException | RuntimeException e) {
      throw new CheckpointException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /**
   * The parameters, in the order of a graph's flat view.
   *
   * @param expected how many the network has; a file of another size is refused unread
   * @throws CheckpointException if it cannot be read, or holds others
   */
  static float[] read(Path file, long expected) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry entry = entry(zip, file, ENTRY);
      long bytes = expected * Float.BYTES;
      if (entry.getSize() < bytes || entry.getSize() > bytes + OVERHEAD) {
        throw new CheckpointException(
            file
                + " holds "
                + entry.getSize()
                + " bytes of parameters, the network has "
                + bytes
                + "; choose the architecture that it was saved with");
      }
      holdable(file, bytes);
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(zip.getInputStream(entry)))) {
        skipShape(in, file);
        return numbers(in, file, Math.toIntExact(expected));
      }
    } catch (CheckpointException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new CheckpointException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Refuses what a file only claims to hold, and what the heap cannot. */
  private static void holdable(Path file, long bytes) throws IOException {
    long size = Files.size(file);
    if (bytes / DENSEST > size) {
      throw new CheckpointException(
          file + " claims " + bytes + " bytes of parameters, more than its " + size + " can hold");
    }
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > heap / 2) {
      throw new CheckpointException(
          file
              + " holds "
              + bytes
              + " bytes of parameters, which take more than half of the Java heap of "
              + heap
              + " bytes; give it more with HEREDITY_HEAP");
    }
  }

  private static ZipEntry entry(ZipFile zip, Path file, String name) {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new CheckpointException(file + " holds no " + name + ": it is no Deeplearning4j file");
    }
    return entry;
  }

  /** Each of the file's two buffers begins with a word on memory, its length and its type. */
  private static void skipShape(DataInputStream in, Path file) throws IOException {
    in.readUTF();
    long length = in.readLong();
    String type = in.readUTF();
    if (length < 1 || length > LONGEST_SHAPE || !WHOLE.contains(type)) {
      throw new CheckpointException(
          file + ": expected a shape, got " + length + " numbers of type " + type);
    }
    in.skipNBytes(length * Long.BYTES);
  }

  private static float[] numbers(DataInputStream in, Path file, int expected) throws IOException {
    in.readUTF();
    long length = in.readLong();
    String type = in.readUTF();
    if (length != expected || !type.equals("FLOAT")) {
      throw new CheckpointException(
          file
              + ": expected "
              + expected
              + " parameters of type FLOAT, got "
              + length
              + " of type "
              + type);
    }
    float[] values = new float[expected];
    for (int i = 0; i < expected; i++) {
      values[i] = in.readFloat();
    }
    return values;
  }
}
