package org.heredity.pipeline.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.files.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ImageStackTest {
  private static final int SIDE = 4;

  private static INDArray images(int from, int count) {
    int values = 3 * SIDE * SIDE;
    return Nd4j.arange(from * values, (from + count) * values)
        .castTo(DataType.FLOAT)
        .reshape(count, 3, SIDE, SIDE);
  }

  private static void fill(Path file, int... batches) {
    try (ImageStack stack = ImageStack.write(file, 7, SIDE, 0)) {
      for (int count : batches) {
        stack.append(images(stack.written(), count));
      }
    }
  }

  @Test
  void isASafetensorsFileWhateverTheBatches(@TempDir Path folder) throws IOException {
    Path one = folder.resolve("one.safetensors");
    Path other = folder.resolve("other.safetensors");
    fill(one, 7);
    fill(other, 3, 3, 1);
    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(other));
    assertEquals(images(0, 7), Checkpoints.read(one).get("images"));
  }

  @Test
  void readsAnyPart(@TempDir Path folder) {
    Path file = folder.resolve("set");
    fill(file, 4, 3);
    try (ImageStack stack = ImageStack.open(file, 7, SIDE)) {
      assertEquals(images(2, 3), stack.read(2, 3));
      assertThrows(IllegalArgumentException.class, () -> stack.read(5, 3));
    }
  }

  @Test
  void goesOnWithWhatWasInterrupted(@TempDir Path folder) throws IOException {
    Path whole = folder.resolve("whole");
    fill(whole, 7);
    Path file = folder.resolve("part");
    try (ImageStack stack = ImageStack.write(file, 7, SIDE, 0)) {
      stack.append(images(0, 5));
    }
    try (ImageStack stack = ImageStack.write(file, 7, SIDE, 4)) {
      assertEquals(4, stack.written());
      stack.append(images(4, 3));
    }
    assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(file));
    try (ImageStack stack = ImageStack.write(folder.resolve("lost"), 7, SIDE, 4)) {
      assertEquals(0, stack.written(), "a file that is gone is started afresh");
    }
  }

  @Test
  void aFileOfOtherImagesOrTooShortIsRefused(@TempDir Path folder) {
    Path file = folder.resolve("set");
    fill(file, 7);
    assertThrows(StorageException.class, () -> ImageStack.open(file, 7, SIDE + 1));
    fill(file, 5);
    StorageException e = assertThrows(StorageException.class, () -> ImageStack.open(file, 7, SIDE));
    assertTrue(e.getMessage().contains("is not a set of 7 images"), e.getMessage());
  }
}
