package org.heredity.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class StateDictTest {
  @Test
  void everyHalfBecomesItsFloat() {
    StateDict halves = allBits("F16");
    INDArray floats = halves.toFloat().get("w");

    assertEquals(DataType.FLOAT, floats.dataType());
    for (int bits = 0; bits < 1 << 16; bits++) {
      int exponent = bits >> 10 & 31;
      int fraction = bits & 1023;
      double size =
          exponent == 31
              ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
              : exponent == 0
                  ? fraction * 0x1p-24
                  : Math.scalb(1 + fraction * 0x1p-10, exponent - 15);
      assertEquals((float) (bits >> 15 == 0 ? size : -size), floats.getFloat(bits), "" + bits);
    }
  }

  @Test
  void everyBfloat16BecomesItsFloat() {
    INDArray floats = allBits("BF16").toFloat().get("w");

    for (int bits = 0; bits < 1 << 16; bits++) {
      assertEquals(Float.intBitsToFloat(bits << 16), floats.getFloat(bits), "" + bits);
    }
  }

  @Test
  void doublesAreRoundedAndIntegersShared() {
    INDArray counter = Nd4j.scalar(DataType.INT64, 3);
    StateDict tensors = dict("d", Nd4j.createFromArray(0.1, 1e300, 1 + 0x1p-25), "n", counter);
    StateDict floats = tensors.toFloat();

    assertArrayEquals(
        new float[] {0.1f, Float.POSITIVE_INFINITY, 1}, floats.get("d").toFloatVector());
    assertSame(counter, floats.get("n"));
    assertEquals(DataType.DOUBLE, tensors.get("d").dataType(), "the original stays");
  }

  @Test
  void digestsAreOfContentNotOfLayout() {
    INDArray matrix = Nd4j.createFromArray(new float[][] {{1, 2, 3}, {4, 5, 6}});
    INDArray transposedTwice = matrix.transpose().dup('c').transpose();
    INDArray part =
        Nd4j.createFromArray(new float[] {0, 0, 1, 2, 3, 4, 5, 6})
            .get(org.nd4j.linalg.indexing.NDArrayIndex.interval(2, 8))
            .reshape(2, 3);
    String digest = dict("m", matrix).digest();

    assertEquals(digest, dict("m", transposedTwice).digest());
    assertEquals(digest, dict("m", part).digest());
    assertEquals(digest, dict("m", matrix.dup('f')).digest());
    assertNotEquals(digest, dict("m", matrix.transpose()).digest());
    assertNotEquals(digest, dict("n", matrix).digest());
    assertNotEquals(digest, dict("m", matrix.castTo(DataType.DOUBLE)).digest());
    assertNotEquals(digest, dict("m", matrix.reshape(6)).digest());
  }

  @Test
  void fittingTensorsComeInTheExpectedOrder() {
    StateDict tensors = dict("b", Nd4j.zeros(2), "a", Nd4j.zeros(3, 1));
    StateDict fit = tensors.fit(shapes("a", new long[] {3, 1}, "b", new long[] {2}), null);

    assertEquals(List.of("a", "b"), List.copyOf(fit.names()));
    assertSame(tensors.get("a"), fit.get("a"));
  }

  @Test
  void everyMisfitIsListed() {
    StateDict tensors = dict("conv.weight", Nd4j.zeros(2, 3), "extra", Nd4j.zeros(1));
    String message =
        assertThrows(
                CheckpointException.class,
                () ->
                    tensors.fit(
                        shapes("conv.weight", new long[] {3, 2}, "bn.weight", new long[] {2}),
                        "fc"))
            .getMessage();

    assertEquals(
        "the checkpoint's 2 tensors do not fit the network, which has 2: 0 fit; 1 missing: 'bn.weight'; "
            + "1 unexpected: 'extra'; 1 of another shape: 'conv.weight' is [2, 3] instead of "
            + "[3, 2]. Name the architecture and width that the checkpoint was made for",
        message);
  }

  @Test
  void longListsOfMisfitsAreCutShort() {
    Map<String, long[]> expected = new LinkedHashMap<>();
    for (int i = 0; i < 100; i++) {
      expected.put("layer" + i, new long[] {1});
    }
    String message =
        assertThrows(CheckpointException.class, () -> dict("a", Nd4j.zeros(1)).fit(expected, null))
            .getMessage();

    assertTrue(message.contains("100 missing: 'layer0', 'layer1'"), message);
    assertTrue(message.contains("'layer7' and 92 more; 1 unexpected: 'a'"), message);
  }

  @Test
  void headsOfAnotherSizeAreDropped() {
    StateDict tensors =
        dict("conv", Nd4j.zeros(1), "fc.weight", Nd4j.zeros(1000, 4), "fc.bias", Nd4j.zeros(10));
    Map<String, long[]> expected = shapes("conv", new long[] {1}, "fc.weight", new long[] {10, 4});
    expected.put("fc.bias", new long[] {10});
    StateDict fit = tensors.fit(expected, "fc");

    assertEquals(List.of("conv"), List.copyOf(fit.names()), "the bias goes too");
    assertThrows(CheckpointException.class, () -> tensors.fit(expected, null));
  }

  @Test
  void countersMayBeMissingOrUnexpected() {
    StateDict without =
        dict("w", Nd4j.zeros(1))
            .fit(shapes("w", new long[] {1}, "bn.num_batches_tracked", new long[0]), null);
    StateDict with =
        dict("w", Nd4j.zeros(1), "bn.num_batches_tracked", Nd4j.scalar(DataType.INT64, 3))
            .fit(Map.of("w", new long[] {1}), null);

    assertEquals(0, without.get("bn.num_batches_tracked").getLong(0));
    assertEquals(1, with.size());
  }

  private static StateDict allBits(String type) {
    ByteBuffer bits = Pickles.little(2 << 16);
    for (int i = 0; i < 1 << 16; i++) {
      bits.putShort((short) i);
    }
    byte[] file =
        Pickles.safetensors(
            "{\"w\":{\"dtype\":\"" + type + "\",\"shape\":[65536],\"data_offsets\":[0,131072]}}",
            0);
    return Checkpoints.load(FileBytes.of(Pickles.join(file, bits.array())), null, Optional.empty())
        .tensors();
  }

  static StateDict dict(Object... namesAndTensors) {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTensors.length; i += 2) {
      tensors.put((String) namesAndTensors[i], (INDArray) namesAndTensors[i + 1]);
    }
    return StateDict.of(tensors);
  }

  private static Map<String, long[]> shapes(String a, long[] first, String b, long[] second) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(a, first);
    shapes.put(b, second);
    return shapes;
  }
}
