package org.heredity.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

class SafetensorsWriterTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"types.pth", "views.pth", "dict.pth"})
  void whatWasWrittenReadsBackBitByBit(String checkpoint) {
    StateDict tensors = Checkpoints.read(CheckpointsTest.resource(checkpoint));
    Path file = folder.resolve("x.safetensors");
    SafetensorsWriter.write(file, tensors, Map.of("key", "\"v\u00e4lue\"\n"));
    Checkpoint again = Checkpoints.load(file);

    assertEquals(List.copyOf(tensors.names()), List.copyOf(again.tensors().names()));
    for (String name : tensors.names()) {
      assertArrayEquals(tensors.get(name).shape(), again.tensors().get(name).shape(), name);
      assertEquals(tensors.get(name).dataType(), again.tensors().get(name).dataType(), name);
    }
    assertEquals(tensors.digest(), again.tensors().digest());
    assertEquals(Map.of("format", "pt", "key", "\"v\u00e4lue\"\n"), again.metadata());
  }

  @Test
  void fileIsLaidOutAsTheFormatSays() throws IOException {
    Path file = folder.resolve("x.safetensors");
    SafetensorsWriter.write(
        file,
        StateDictTest.dict(
            "flag", Nd4j.createFromArray(true, false, true),
            "n", Nd4j.scalar(DataType.INT64, 258),
            "w", Nd4j.createFromArray(new float[][] {{1}, {-2}})),
        Map.of());
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) bytes.getLong();
    byte[] header = new byte[length];
    bytes.get(header);

    assertEquals(0, length % 8);
    assertEquals(
        "{\"__metadata__\":{\"format\":\"pt\"},"
            + "\"flag\":{\"dtype\":\"BOOL\",\"shape\":[3],\"data_offsets\":[16,19]},"
            + "\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[8,16]}}",
        new String(header, StandardCharsets.UTF_8).stripTrailing());
    assertEquals(258, bytes.getLong());
    assertEquals(1, bytes.getFloat());
    assertEquals(-2, bytes.getFloat());
    assertEquals(0x010001, bytes.get() | bytes.get() << 8 | bytes.get() << 16);
    assertEquals(0, bytes.remaining());
  }

  @Test
  void nothingIsLeftBesideTheFileAndAnOldOneIsReplaced() throws IOException {
    Path file = folder.resolve("x.safetensors");
    SafetensorsWriter.write(file, StateDictTest.dict("a", Nd4j.zeros(3)), Map.of());
    SafetensorsWriter.write(file, StateDictTest.dict("b", Nd4j.zeros(2)), Map.of());

    assertTrue(Checkpoints.read(file).contains("b"));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void foldersThatAreNotThereAreNamed() {
    Path file = folder.resolve("none").resolve("x.safetensors");
    String message =
        assertThrows(
                CheckpointException.class,
                () ->
                    SafetensorsWriter.write(file, StateDictTest.dict("a", Nd4j.zeros(3)), Map.of()))
            .getMessage();

    assertTrue(message.startsWith(file + " cannot be written"), message);
  }
}
