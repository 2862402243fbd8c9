package org.heredity.datasets.official;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.heredity.data.DataException;
import us.hebi.matlab.mat.format.BufferAllocator;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.Char;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Source;
import us.hebi.matlab.mat.types.Sources;

/** A MATLAB file, version 5 to 7, of lists. */
final class MatFile {
  /** The largest of those known here has half a megabyte. */
  private static final int MAX_BYTES = 1 << 23;

  private static final int MAX_MEMORY = 1 << 27;
  private static final int MAX_ELEMENTS = 10_000_000;

  private final Contents contents;
  private final String file;
  private final Mat5File mat;

  /** The file that is or ends in {@code name}. */
  MatFile(Contents contents, String name) {
    this.contents = contents;
    this.file = contents.file(name);
    byte[] bytes = contents.tree().bytes(file);
    if (bytes.length > MAX_BYTES) {
      throw contents.wrong(file, "has " + bytes.length + " bytes, expected at most " + MAX_BYTES);
    }
    try (Source source = Sources.wrap(bytes)) {
      this.mat =
          Mat5.newReader(source)
              .setBufferAllocator(new BoundedMemory())
              .disableSubsystemProcessing()
              .readMat();
    } catch (IOException | RuntimeException e) {
      throw new DataException(
          contents.tree().display(file)
              + ": is not a MATLAB file of version 5 to 7 ("
              + e.getMessage()
              + "); get it again",
          e);
    }
  }

  /** A vector of whole numbers. */
  int[] integers(String variable, int least, int most) {
    Array array = array(variable);
    if (!(array instanceof Matrix matrix)) {
      throw contents.wrong(file, "variable '" + variable + "' is not a matrix of numbers");
    }
    int[] values = new int[count(variable, array)];
    for (int i = 0; i < values.length; i++) {
      double value = matrix.getDouble(i);
      if (!(value >= least && value <= most) || value != Math.rint(value)) {
        throw contents.wrong(
            file,
            "variable '%s' has %s at position %d, expected whole numbers from %d to %d"
                .formatted(variable, value, i + 1, least, most));
      }
      values[i] = (int) value;
    }
    return values;
  }

  /** A cell array of texts. */
  List<String> texts(String variable) {
    Array array = array(variable);
    List<String> texts = new ArrayList<>();
    int count = count(variable, array);
    for (int i = 0; i < count; i++) {
      if (!(array instanceof Cell cells && cells.get(i) instanceof Char text)) {
        throw contents.wrong(file, "variable '" + variable + "' is not a cell array of texts");
      }
      texts.add(text.getString());
    }
    return texts;
  }

  private Array array(String variable) {
    try {
      return mat.getArray(variable);
    } catch (IllegalArgumentException e) {
      throw contents.wrong(file, "has no variable '" + variable + "'");
    }
  }

  private int count(String variable, Array array) {
    int count = array.getNumElements();
    if (count < 1 || count > MAX_ELEMENTS) {
      throw contents.wrong(file, "variable '" + variable + "' has " + count + " elements");
    }
    return count;
  }

  /** An error about this file. */
  DataException wrong(String what) {
    return contents.wrong(file, what);
  }

  /** Memory for what a file says it holds, up to a bound. */
  private static final class BoundedMemory implements BufferAllocator {
    private int left = MAX_MEMORY;

    @Override
    public ByteBuffer allocate(int size) {
      if (size < 0 || size > left) {
        throw new IllegalArgumentException("holds more than " + MAX_MEMORY + " bytes");
      }
      left -= size;
      return ByteBuffer.allocate(size);
    }

    @Override
    public void release(ByteBuffer buffer) {
      left += buffer.capacity();
    }
  }
}
