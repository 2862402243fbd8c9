package org.heredity.engine;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.heredity.checkpoint.CheckpointException;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The flat parameters in a file of Deeplearning4j's {@code ModelSerializer}. Its configuration is
 * not read, since that would instantiate classes that the file names; nor is anything of a size
 * that the network does not have.
 */
final class Dl4jParameters {
  private static final String ENTRY = "coefficients.bin";

  /** What surrounds the numbers: shape information and the names of types. */
  private static final int OVERHEAD = 4096;

  private static final long LONGEST_SHAPE = 128;
  private static final Set<String> WHOLE = Set.of("LONG", "INT64");

  private Dl4jParameters() {}

  /** Overwrites {@code parameters}, a graph's flat view. */
  static void read(Path file, INDArray parameters) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry entry = zip.getEntry(ENTRY);
      if (entry == null) {
        throw new CheckpointException(
            file + " holds no " + ENTRY + ": it is no Deeplearning4j file");
      }
      long expected = parameters.length() * parameters.dataType().width();
      if (entry.getSize() < expected || entry.getSize() > expected + OVERHEAD) {
        throw new CheckpointException(
            file
                + " holds "
                + entry.getSize()
                + " bytes of parameters, the network has "
                + expected
                + "; choose the architecture, width and number of classes that it was saved with");
      }
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(zip.getInputStream(entry)))) {
        skipShape(in, file);
        parameters.data().setData(numbers(in, file, (int) parameters.length()));
      }
    } catch (IOException | RuntimeException e) {
      if (e instanceof CheckpointException known) {
        throw known;
      }
      throw new CheckpointException(file + " cannot be read: " + e.getMessage(), e);
    }
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
