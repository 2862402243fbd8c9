package org.heredity.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Files that PyTorch wrote; src/test/python/make_checkpoints.py says with what in them. */
class CheckpointsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"types.pth", "types.legacy.pth", "types.safetensors"})
  void everyElementTypeComesWithItsBits(String file) {
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put(
        "F64", "DOUBLE 0000000000000000 000000000000f03f 000000000000f8bf 9c7500883ce4377e");
    expected.put("F32", "FLOAT 00000000 0000803f 0000c0bf 9976967e");
    expected.put("F16", "HALF 0000 003c 00be ff7b");
    expected.put("BF16", "BFLOAT16 0000 803f c0bf 627f");
    expected.put("I64", "LONG 0000000000000000 0100000000000000 0100000000000000 0100000000000040");
    expected.put("I32", "INT 00000000 01000000 01000000 ffffff7f");
    expected.put("I16", "SHORT 0000 0100 0100 ff7f");
    expected.put("I8", "BYTE 00 01 01 7f");
    expected.put("U8", "UBYTE 00 01 01 ff");
    expected.put("BOOL", "BOOL 00 01 01 01");

    StateDict tensors = Checkpoints.read(resource(file));

    assertEquals(List.copyOf(expected.keySet()), List.copyOf(tensors.names()));
    expected.forEach(
        (name, facts) -> {
          String[] parts = facts.split(" ", 2);
          INDArray tensor = tensors.get(name);
          assertEquals(DataType.valueOf(parts[0]), tensor.dataType(), name);
          assertArrayEquals(new long[] {4}, tensor.shape(), name);
          assertEquals(parts[1].replace(" ", ""), hex(tensor), name);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"views.pth", "views.legacy.pth", "views.protocol4.pth", "views.legacy4.pth"})
  void stridedAndSharedTensorsAreLaidOut(String file) {
    StateDict tensors = Checkpoints.read(resource(file));

    assertEquals(12, tensors.size());
    assertTensor(tensors, "plain", new long[] {2, 3, 4}, counting(24));
    assertTensor(tensors, "transposed", new long[] {3, 2}, 0, 3, 1, 4, 2, 5);
    assertTensor(tensors, "channels_last", new long[] {2, 3, 2, 2}, counting(24));
    assertTensor(tensors, "sliced", new long[] {6}, 4, 7, 10, 13, 16, 19);
    assertTensor(tensors, "shared", new long[] {2, 3}, 3, 4, 5, 6, 7, 8);
    assertTensor(tensors, "expanded", new long[] {2, 3}, 7, 7, 7, 7, 7, 7);
    assertTensor(tensors, "scalar", new long[0], 5);
    assertTensor(tensors, "parameter", new long[] {2}, 0.25, 0.25);
    assertArrayEquals(new long[] {0, 3}, tensors.get("empty").shape());
    double[] permuted = new double[24];
    for (int i = 0; i < 24; i++) {
      // permute(2, 0, 1) of [2, 3, 4]: index [k, i, j] holds element i*12 + j*4 + k.
      permuted[i] = i / 6 + i % 6 / 3 * 12 + i % 3 * 4;
    }
    assertTensor(tensors, "permuted", new long[] {4, 2, 3}, permuted);
    assertSame(tensors.get("shared"), tensors.get("tied"), "one tensor stays one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"state_dict", "model_state_dict", "model", "net"})
  void trainingCheckpointsAreUnwrapped(String key) {
    Checkpoint checkpoint = Checkpoints.load(resource("training." + key + ".pth"));

    assertEquals(Set.of("weight", "num_batches_tracked"), checkpoint.tensors().names());
    assertTensor(checkpoint.tensors(), "weight", new long[] {4}, 0, 1, 2, 3);
    assertTensor(checkpoint.tensors(), "num_batches_tracked", new long[0], 3);
    assertEquals(
        List.of(
            "the state dict is the checkpoint's '" + key + "'",
            "the prefix 'module.' was stripped from every name"),
        checkpoint.notes());
    assertEquals("PyTorch zip", checkpoint.format());
  }

  @Test
  void wrappersWithinWrappersAreUnwrapped() {
    Checkpoint checkpoint = Checkpoints.load(resource("twice.pth"));

    assertTensor(checkpoint.tensors(), "weight", new long[] {4}, 0, 1, 2, 3);
    assertEquals(3, checkpoint.notes().size(), checkpoint.notes().toString());
    assertTrue(checkpoint.notes().get(0).contains("'model.state_dict'"));
  }

  @Test
  void partsThatAreWrappedAloneAreUnwrapped() {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    for (String name :
        List.of("features.module.0.weight", "features.module.1.weight", "fc.module.w", "fc.b")) {
      tensors.put(name, Nd4j.zeros(1));
    }
    Checkpoint checkpoint = Checkpoint.of("x", tensors, Map.of(), List.of());

    assertEquals(
        List.of("features.0.weight", "features.1.weight", "fc.module.w", "fc.b"),
        List.copyOf(checkpoint.tensors().names()));
    assertEquals(List.of("'module.' was stripped behind 'features.'"), checkpoint.notes());
  }

  @Test
  void plainDictsNeedNoNotes() {
    Checkpoint checkpoint = Checkpoints.load(resource("dict.pth"));

    assertTensor(checkpoint.tensors(), "weight", new long[] {4}, 0, 1, 2, 3);
    assertEquals(List.of(), checkpoint.notes());
  }

  @Test
  void weightsOfOtherTypesAreNoted() {
    assertEquals(
        List.of("the weights are bfloat16 and float16 and float32 and float64"),
        Checkpoints.load(resource("types.pth")).notes());
  }

  @Test
  void python2StringsAndTensorsOfOldFunctionsAreRead() throws IOException {
    byte[] pickle =
        new Pickles()
            .global("collections", "OrderedDict")
            .op('(')
            .op(']')
            .op('(')
            .op(']')
            .op('(')
            .op('U')
            .op(1)
            .raw((byte) 'w')
            .global("torch._utils", "_rebuild_tensor")
            .op('(')
            .storage("FloatStorage", "0", 2)
            .integer(1)
            .tuple(1)
            .tuple(1)
            .op('t')
            .op('R')
            .op('e')
            .op('e')
            .op('t')
            .op('R')
            .stop();
    Path file = folder.resolve("python2");
    Files.write(
        file, Pickles.zip(pickle, Map.of("0", Pickles.little(8).putFloat(1).putFloat(2).array())));

    assertTensor(Checkpoints.read(file), "w", new long[] {1}, 2);
  }

  @Test
  void viewsOfStoragesInOldFilesAreRead() throws IOException {
    Pickles object = new Pickles().op('}').text("w").global("torch._utils", "_rebuild_tensor_v2");
    object.op('(').op('(').text("storage").global("torch.cuda", "FloatStorage").text("17");
    object
        .text("cuda:0")
        .integer(4)
        .op('(')
        .text("18")
        .integer(1)
        .integer(2)
        .op('t')
        .op('t')
        .op('Q');
    object.integer(1).tuple(1).tuple(1).op(0x89).op('N').op('t').op('R').op('s');
    byte[] keys = new Pickles().op(']').text("17").op('a').stop();
    ByteBuffer data = Pickles.little(24).putLong(4);
    data.putFloat(10).putFloat(11).putFloat(12).putFloat(13);
    Path file = folder.resolve("old");
    Files.write(file, Pickles.join(Pickles.legacyStart(), object.stop(), keys, data.array()));

    assertTensor(Checkpoints.read(file), "w", new long[] {1}, 12);
  }

  @Test
  void shardedSafetensorsAreJoinedInTheIndexsOrder() {
    Checkpoint checkpoint = Checkpoints.load(resource("model.safetensors.index.json"));

    assertEquals(List.of("b", "a"), List.copyOf(checkpoint.tensors().names()));
    assertTensor(checkpoint.tensors(), "a", new long[] {3}, 0, 1, 2);
    assertTensor(checkpoint.tensors(), "b", new long[] {2}, 0, 1);
    assertEquals(List.of("read from 2 files"), checkpoint.notes());
  }

  @Test
  void metadataIsKept() {
    assertEquals(
        Map.of("made", "by make_checkpoints.py", "format", "pt"),
        Checkpoints.load(resource("types.safetensors")).metadata());
  }

  @Test
  void formatsAreToldFromContentNotFromNames() throws IOException {
    for (String name : List.of("types.pth", "types.legacy.pth", "types.safetensors")) {
      Path renamed = folder.resolve("x.bin");
      Files.write(renamed, Files.readAllBytes(resource(name)));
      assertEquals(
          Checkpoints.read(resource(name)).digest(), Checkpoints.read(renamed).digest(), name);
    }
  }

  @Test
  void deeplearning4jModelsAreToldApart() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("configuration.json", "{}".getBytes(StandardCharsets.UTF_8));
    entries.put("coefficients.bin", new byte[3]);
    Path file = Files.write(folder.resolve("model.zip"), Pickles.entries(entries));

    assertTrue(Checkpoints.isDl4j(file));
    assertFalse(Checkpoints.isDl4j(resource("dict.pth")));
    assertFalse(Checkpoints.isDl4j(resource("types.safetensors")));
    String message =
        assertThrows(CheckpointException.class, () -> Checkpoints.read(file)).getMessage();
    assertTrue(message.contains("model.zip: this is a Deeplearning4j model"), message);
  }

  static void assertTensor(StateDict tensors, String name, long[] shape, double... values) {
    INDArray tensor = tensors.get(name);
    assertArrayEquals(shape, tensor.shape(), name);
    List<Double> came = new ArrayList<>();
    List<Double> wanted = new ArrayList<>();
    INDArray flat = tensor.reshape(tensor.length());
    for (int i = 0; i < values.length; i++) {
      came.add(flat.getDouble(i));
      wanted.add(values[i]);
    }
    assertEquals(values.length, tensor.length(), name);
    assertEquals(wanted, came, name);
  }

  static Path resource(String name) {
    URL url = CheckpointsTest.class.getResource("/checkpoints/" + name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double[] counting(int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = i;
    }
    return values;
  }

  private static String hex(INDArray tensor) {
    ByteBuffer bytes = StateDict.littleEndianBytes(tensor);
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return HexFormat.of().formatHex(copy);
  }
}
