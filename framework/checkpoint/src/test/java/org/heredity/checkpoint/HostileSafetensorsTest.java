package org.heredity.checkpoint;

import static org.heredity.checkpoint.Refusals.bounded;
import static org.heredity.checkpoint.Refusals.refused;
import static org.heredity.checkpoint.Refusals.resource;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Safetensors files and indexes that are damaged or hostile: each is refused, saying why. */
class HostileSafetensorsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}|a range of 8 bytes",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,16]}}|or run over the end",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|should start at 0",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|4 bytes and 8 follow",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,4]}}|the bytes 8 to 4",
        "{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[8],\"data_offsets\":[0,8]}}|'F8_E4M3'",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}|lies between",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}|integers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}}|range",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[[2]],\"data_offsets\":[0,8]}}|integers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}|two data_offsets",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1}}|unknown field 'x'",
        "{\"a\":[]}|should be an object",
        "{\"__metadata__\":{\"a\":1}}|should be a string",
        "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}|unknown field",
        "{\"a\"|is not the JSON",
        "{} {}|followed by",
        "{}|0 bytes and 8 follow",
      })
  void damagedSafetensorsHeadersAreRefused(String headerAndMessage) {
    int bar = headerAndMessage.lastIndexOf('|');
    refused(
        Pickles.safetensors(headerAndMessage.substring(0, bar), 8),
        headerAndMessage.substring(bar + 1));
  }

  @Test
  void safetensorsLengthsAreChecked() {
    byte[] sound = resource("types.safetensors");
    byte[] longer = sound.clone();
    longer[2] = 1;
    refused(longer, "the header should be");
    longer[4] = 1;
    refused(longer, "2 to 16777216 are read");
    refused(Arrays.copyOf(sound, sound.length - 1), "or run over the end");
    byte[] noText = sound.clone();
    noText[9] = (byte) 0xC0;
    refused(noText, "is not the JSON");
    byte[] notBoolean = sound.clone();
    notBoolean[sound.length - 1] = 7;
    refused(notBoolean, "'BOOL' is boolean but holds the byte 7");
  }

  @Test
  void overlappingTensorsAreRefused() {
    refused(
        Pickles.safetensors(
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[6],\"data_offsets\":[0,6]},"
                + "\"b\":{\"dtype\":\"U8\",\"shape\":[6],\"data_offsets\":[2,8]}}",
            8),
        "none may overlap");
  }

  @Test
  void manyDimensionsTakeNoMemory() {
    String many = String.join(",", Collections.nCopies(1_000_000, "1"));
    byte[] file =
        Pickles.safetensors(
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[" + many + "],\"data_offsets\":[0,1]}}", 1);
    bounded(1, () -> refused(file, "at most 32 integers"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a.safetensors", "/etc/passwd", "a/b", "a\\\\b", "..", "", "C:x"})
  void indexesReferToNothingOutsideTheirFolder(String name) throws IOException {
    Path index = folder.resolve("x.index.json");
    Files.writeString(index, "{\"weight_map\":{\"a\":\"" + name + "\"}}");

    String message =
        assertThrows(CheckpointException.class, () -> Checkpoints.read(index)).getMessage();
    assertTrue(message.contains("only plain names in its own folder"), message);
  }

  @Test
  void indexesAndTheirFilesMustAgree() throws IOException {
    Files.write(
        folder.resolve("a"),
        Pickles.safetensors("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1));
    Files.write(folder.resolve("b"), "no safetensors".getBytes(StandardCharsets.UTF_8));
    index("{\"weight_map\":{\"b\":\"a\"}}", "'a' is in 'a', where the index does not have it");
    index("{\"weight_map\":{\"a\":\"a\",\"b\":\"a\"}}", "'b' is not in 'a'");
    index("{\"weight_map\":{\"a\":\"b\"}}", "its file 'b': this is no safetensors file");
    index("{\"weight_map\":{\"a\":\"c\"}}", "its file 'c': there is no such file");
    index("{\"weight_map\":{\"a\":1}}", "a string");
    index("{\"weights\":{}}", "no weight_map");
    index("{\"x\":" + "[".repeat(10_000), "is not the JSON");
  }

  private void index(String json, String message) throws IOException {
    Path index = folder.resolve("x.index.json");
    Files.writeString(index, json);
    String came =
        assertThrows(CheckpointException.class, () -> Checkpoints.read(index)).getMessage();
    assertTrue(came.contains(message), came);
  }
}
