package org.heredity.datasets.official;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.Matrix;

/** MATLAB files of lists, for tests. */
final class MatSamples {
  private final Mat5File file = Mat5.newMatFile();

  static MatSamples of() {
    return new MatSamples();
  }

  /** Adds a row vector of doubles. */
  MatSamples doubles(String name, int... values) {
    Matrix matrix = Mat5.newMatrix(1, values.length);
    for (int i = 0; i < values.length; i++) {
      matrix.setDouble(i, values[i]);
    }
    file.addArray(name, matrix);
    return this;
  }

  /** Adds a column of texts. */
  MatSamples texts(String name, String... values) {
    Cell cell = Mat5.newCell(values.length, 1);
    for (int i = 0; i < values.length; i++) {
      cell.set(i, Mat5.newString(values[i]));
    }
    file.addArray(name, cell);
    return this;
  }

  byte[] bytes() {
    try {
      Path path = Files.createTempFile("sample", ".mat");
      Mat5.writeToFile(file, path.toFile());
      byte[] bytes = Files.readAllBytes(path);
      Files.delete(path);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
