package org.heredity.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ONNX files that want what they must not have, and those that only look odd. */
class HostileOnnxTest {
  private static final byte[] NONE = {};

  @TempDir Path folder;

  private static byte[] varint(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long left = value;
    do {
      out.write((int) (left & 0x7F | (left >>> 7 != 0 ? 0x80 : 0)));
      left >>>= 7;
    } while (left != 0);
    return out.toByteArray();
  }

  private static byte[] number(int field, long value) {
    return Pickles.join(varint(field << 3), varint(value));
  }

  private static byte[] bytes(int field, byte[]... content) {
    byte[] all = Pickles.join(content);
    return Pickles.join(varint(field << 3 | 2), varint(all.length), all);
  }

  private static byte[] text(int field, String text) {
    return bytes(field, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] value(int field, String name, long... sizes) {
    byte[] shape = NONE;
    for (long size : sizes) {
      shape = Pickles.join(shape, bytes(1, number(1, size)));
    }
    return bytes(field, text(1, name), bytes(2, bytes(1, number(1, 1), bytes(2, shape))));
  }

  private static byte[] node(byte[]... parts) {
    return bytes(
        1, Pickles.join(parts), text(3, "/here"), text(4, "Relu"), text(1, "x"), text(2, "y"));
  }

  private static byte[] model(byte[]... graph) {
    return model(17, graph);
  }

  private static byte[] model(long opset, byte[]... graph) {
    return Pickles.join(
        number(1, 8),
        text(2, "mill"),
        text(3, "1.2"),
        bytes(8, number(2, opset)),
        bytes(7, Pickles.join(graph), value(11, "x", 1, 3, 8, 8), value(12, "y", 1, 2)));
  }

  private static byte[] tensor(long type, byte[] data, long... sizes) {
    byte[] dims = NONE;
    for (long size : sizes) {
      dims = Pickles.join(dims, number(1, size));
    }
    return bytes(5, dims, number(2, type), text(8, "w"), data);
  }

  private OnnxModel read(byte[] file) {
    return OnnxModel.read(FileBytes.of(file), folder);
  }

  private void refused(byte[] file, String... parts) {
    String message = assertThrows(CheckpointException.class, () -> read(file)).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "'" + part + "' should be in: " + message);
    }
    assertFalse(message.contains("\n"), message);
  }

  @Test
  void saysWhatIsThere() {
    OnnxModel model = read(model(node()));
    assertEquals("(written by 'mill 1.2')", model.producer());
    assertEquals("'Relu' at '/here'", model.nodes().get(0).toString());
    assertEquals("x", model.input());
    assertEquals("[1, 3, 8, 8]", model.inputShape().toString());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 10, 19, Long.MAX_VALUE})
  void otherOpsetsAreRefused(long opset) {
    refused(model(opset, node()), "of opset " + opset, "'mill 1.2'");
  }

  @Test
  void otherDomainsAreRefused() {
    refused(
        model(node(text(7, "com.microsoft"))),
        "'Relu' at '/here' is an operator of 'com.microsoft'",
        "'mill 1.2'");
  }

  @Test
  void graphsWithinAndFunctionsAreRefused() {
    byte[] attribute = bytes(5, text(1, "body"), bytes(6, node()));
    refused(model(node(attribute)), "'Relu' at '/here' has a graph within", "'mill 1.2'");
    refused(Pickles.join(model(node()), bytes(25, text(1, "f"))), "functions");
  }

  @Test
  void severalInputsAndOutputsAreRefused() {
    refused(model(node(), value(11, "other", 1)), "one input", "'other'");
    refused(model(node(), value(12, "other", 1)), "one output");
  }

  @Test
  void oldFilesNameTheirWeightsAmongTheInputs() {
    byte[] weight = tensor(1, bytes(9, new byte[4]), 1);
    assertEquals("x", read(model(node(), weight, value(11, "w", 1))).input());
  }

  @Test
  void everyPrefixOfAFileIsRefused() {
    byte[] whole = model(tensor(1, bytes(9, new byte[4]), 1), node());
    for (int length = 4; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThrows(CheckpointException.class, () -> read(part), "of " + length);
    }
  }

  @Test
  void sizesThatDoNotFitAreRefusedUnread() {
    byte[] few = bytes(9, new byte[4]);
    Refusals.bounded(
        1,
        () -> {
          refused(model(tensor(1, few, 2)), "'w' should take 8 bytes, and has 4");
          refused(model(tensor(1, few, 1L << 30, 1L << 30)), "'w'");
          refused(model(tensor(1, few, Long.MAX_VALUE, 4)), "'w'");
          refused(model(tensor(1, few, -1)), "'w'", "-1");
          refused(model(tensor(99, few, 1)), "'w' is of ONNX's type 99");
          refused(model(tensor(8, few, 1)), "type 8");
          refused(model(tensor(1, NONE, 1L << 28)), "'w' should take 1073741824 bytes");
        });
    refused(model(node(), value(11, "w", -2)), "size of -2");
  }

  @Test
  void whatIsNamedTwiceIsRefused() {
    byte[] weight = tensor(1, bytes(9, new byte[4]), 1);
    refused(model(weight, weight), "two tensors 'w'");
    byte[] attribute = bytes(5, text(1, "axis"), number(3, 1));
    refused(model(node(attribute, attribute)), "'axis' twice");
  }

  /** One and a half in every type that weights may have, raw and typed. */
  @Test
  void numbersOfAllTypesAreRead() {
    ByteBuffer half = Pickles.little(2).putShort((short) 0x3E00);
    ByteBuffer brain = Pickles.little(2).putShort((short) 0x3FC0);
    ByteBuffer single = Pickles.little(4).putFloat(1.5f);
    ByteBuffer twice = Pickles.little(8).putDouble(1.5);
    one(tensor(10, bytes(9, half.array()), 1));
    one(tensor(16, bytes(9, brain.array()), 1));
    one(tensor(1, bytes(9, single.array()), 1));
    one(tensor(11, bytes(9, twice.array()), 1));
    one(tensor(1, bytes(4, single.array()), 1));
    one(tensor(1, Pickles.join(varint(4 << 3 | 5), single.array()), 1));
    one(tensor(11, bytes(10, twice.array()), 1));
    one(tensor(10, bytes(5, varint(0x3E00)), 1));
    one(tensor(16, number(5, 0x3FC0), 1));
    assertArrayEquals(
        new long[] {-3, 7},
        read(model(tensor(7, bytes(7, varint(-3), varint(7)), 2))).tensors().get("w").wholes());
  }

  private void one(byte[] tensor) {
    assertEquals(1.5, read(model(tensor)).tensors().get("w").array().getDouble(0));
  }

  private byte[] external(String location, String offset, String length) {
    return tensor(
        1,
        Pickles.join(
            bytes(13, text(1, "location"), text(2, location)),
            bytes(13, text(1, "offset"), text(2, offset)),
            bytes(13, text(1, "length"), text(2, length)),
            number(14, 1)),
        1);
  }

  @Test
  void externalDataIsReadFromTheFolder() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putFloat(4, 1.5f);
    Files.createDirectory(folder.resolve("parts"));
    Files.write(folder.resolve("parts/w.bin"), data.array());
    one(external("parts/w.bin", "4", "4"));
  }

  @ParameterizedTest
  @CsvSource({
    "../secret, 0, 4, own folder",
    "/etc/hostname, 0, 4, own folder",
    "a/../../secret, 0, 4, own folder",
    "./w.bin, 0, 4, own folder",
    "'', 0, 4, own folder",
    "link, 0, 4, own folder",
    "missing.bin, 0, 4, put it beside the model",
    "w.bin, 0, 8, takes 4 bytes",
    "w.bin, 1, 4, should be 4 bytes at 1",
    "w.bin, -1, 4, offset",
    "w.bin, 99999999999999999999, 4, offset",
    "w.bin, 0, many, length"
  })
  void otherExternalDataIsRefused(String location, String offset, String length, String why)
      throws IOException {
    Path outside = Files.createTempFile("secret", "bin");
    Files.write(outside, new byte[8]);
    Files.createSymbolicLink(folder.resolve("link"), outside);
    Files.write(folder.resolve("w.bin"), new byte[4]);
    refused(model(external(location, offset, length)), "tensor 'w'", why);
    Files.delete(outside);
  }

  @Test
  void withoutAFolderThereIsNoExternalData() {
    byte[] file = model(external("w.bin", "0", "4"));
    assertThrows(
        CheckpointException.class, () -> OnnxModel.read(FileBytes.of(file), null), "own folder");
  }

  @Test
  void anOnnxFileIsNoStateDict() {
    Refusals.refused(model(node()), "this is an ONNX model");
  }
}
