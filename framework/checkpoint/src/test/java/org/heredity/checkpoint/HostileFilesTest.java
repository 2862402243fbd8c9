package org.heredity.checkpoint;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are damaged or made to do harm: each is refused, with a message that says why. */
class HostileFilesTest {
  private static final Map<String, byte[]> STORAGE = Map.of("0", new byte[64]);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "os, system",
    "posix, system",
    "builtins, eval",
    "builtins, getattr",
    "torch, load",
    "torch, FloatTensor",
    "torch._utils, _rebuild_sparse_tensor",
    "torch.nn.modules.linear, Linear",
    "torch, ComplexFloatStorage",
    "collections, OrderedDict.fromkeys",
    "numpy.core.multiarray, _reconstruct",
  })
  void globalsThatNoStateDictNeedsAreRefusedByName(String module, String name) {
    byte[] called = new Pickles().global(module, name).op('(').text("x").op('t').op('R').stop();
    refused(Pickles.zip(called, STORAGE), "'" + module + "." + name + "'", "refused");

    byte[] onStack =
        new Pickles().text(module).text(name).op(0x93).op('(').text("x").op('t').op('R').stop();
    refused(Pickles.zip(onStack, STORAGE), "'" + module + "." + name + "'", "refused");
  }

  @ParameterizedTest
  @CsvSource({
    "0x81, NEWOBJ",
    "0x92, NEWOBJ_EX",
    "0x69, INST",
    "0x6f, OBJ",
    "0x50, PERSID",
    "0x82, EXT1",
    "0x84, EXT4",
    "0x8b, LONG4",
    "0x49, INT",
    "0x4c, LONG",
    "0x53, STRING",
    "0x56, UNICODE",
    "0x32, DUP",
    "0x30, POP",
    "0x8e, BINBYTES8",
    "0x8d, BINUNICODE8",
    "0x8f, EMPTY_SET",
    "0x97, NEXT_BUFFER",
    "0x64, DICT",
    "0x70, PUT"
  })
  void opcodesThatNoStateDictNeedsAreRefusedByName(String code, String name) {
    byte[] pickle = new Pickles().op('}').op(Integer.decode(code)).op('0', '\n', '.').stop();

    refused(Pickles.zip(pickle, STORAGE), "opcode " + name + " at byte 3", "refused");
  }

  @Test
  void wholeModelsAreRefusedWithAdvice() {
    refused(resource("whole_model.pth"), "'torch.nn.modules.linear.Linear'", "state_dict()");
  }

  @Test
  void malformedPicklesAreRefused() {
    pickleRefused(new Pickles().op('}').op('s').stop(), "the stack is empty");
    pickleRefused(new Pickles().op('}').text("k").op('N').op('u').stop(), "no mark");
    pickleRefused(new Pickles().op('}').op('(').text("k").op('u').stop(), "without a value");
    pickleRefused(new Pickles().op('h', 7).stop(), "memo has no entry 7");
    pickleRefused(new Pickles().op('(').op('q', 0).stop(), "the stack is empty");
    pickleRefused(new Pickles().op('X').int32(-1).stop(), "4294967295 bytes");
    pickleRefused(new Pickles().op('X').int32(1 << 30).stop(), "1073741824 bytes");
    pickleRefused(new Pickles().op('c').raw((byte) 'a').stop(), "does not end");
    pickleRefused(new Pickles().op(0xff).stop(), "unknown opcode 0xff at byte 2");
    pickleRefused(new Pickles().op('N').op(')').op('R').stop(), "cannot be called");
    pickleRefused(new Pickles().op('N').op('}').op('b').stop(), "BUILD finds no dict");
    pickleRefused(new byte[] {(byte) 0x80, 9, '.'}, "protocol 9");
    pickleRefused(new byte[] {(byte) 0x80, 2, '}'}, "needs 1 bytes");
    pickleRefused(new Pickles().op('N').stop(), "the checkpoint is None");
    pickleRefused(new Pickles().op('}').stop(), "no tensors");
    pickleRefused(
        new Pickles().op('X').int32(1).raw((byte) 0xff).stop(), "a string that is not UTF-8");
  }

  @Test
  void dictsWithinThemselvesEnd() {
    byte[] pickle =
        new Pickles().op('}').op('q', 0).text("model").op('h', 0).op('s').text("model").stop();
    pickleRefused(Arrays.copyOf(pickle, pickle.length - 1), "needs 1 bytes");
    pickleRefused(
        new Pickles().op('}').op('q', 0).text("model").op('h', 0).op('s').stop(), "no tensors");
  }

  @Test
  void nestingThatNeverEndsTakesBoundedMemory() {
    for (int opcode : new int[] {'}', '(', 0x94}) {
      byte[] pickle = new byte[3_000_000];
      Arrays.fill(pickle, (byte) opcode);
      pickle[0] = (byte) 0x80;
      pickle[1] = 2;
      pickle[2] = '}';
      bounded(300, () -> pickleRefused(pickle, "over 2000000 opcodes"));
    }
  }

  @Test
  void tuplesOfTuplesAreNoKeysToHash() {
    Pickles doubling = new Pickles().op('}').op(')').op('q', 0);
    for (int i = 0; i < 200; i++) {
      doubling.op('h', 0).op(0x86).op('q', 0);
    }
    pickleRefused(doubling.op('N').op('s').stop(), "no tensors", "a tuple");
  }

  @ParameterizedTest
  @CsvSource({
    // size of the storage, offset, shape, stride: of the one tensor; 16 floats are there
    "17, 0, 16, 1, 'should have 68 bytes and has 64'",
    "-1, 0, 16, 1, 'has the size -1'",
    "9223372036854775807, 0, 16, 1, 'has the size 9223372036854775807'",
    "16, 1, 16, 1, 'spans elements 1 to 1+15'",
    "16, -1, 4, 1, 'spans elements -1'",
    "16, 9223372036854775807, 4, 1, 'spans elements 9223372036854775807'",
    "16, 0, 4, -1, 'none is negative'",
    "16, 0, 4, 6, 'spans elements 0 to 0+18'",
    "16, 0, -4, 1, 'lies between 0 and'",
    "16, 0, 2147483648, 0, 'lies between 0 and'",
    "16, 0, 2, 9223372036854775807, 'of a storage of 16'",
    "16, 0, 4, 4611686018427387904, 'overflows'",
    "16, 0, 100000000, 0, 'expanded tensors on this scale'",
    "16, 0, 1000000000, 0, 'over 2 GiB'",
  })
  void tensorsOutsideTheirStorageAreRefused(
      long size, long offset, long shape, long stride, String message) {
    byte[] pickle = Pickles.one(size, offset, new long[] {shape}, new long[] {stride});

    bounded(8, () -> pickleRefused(pickle, message));
  }

  @Test
  void productsThatOverflowAreRefused() {
    long[] shape = {1L << 22, 1L << 22, 1L << 22};
    pickleRefused(Pickles.one(16, 0, shape, new long[3]), "overflows");
    pickleRefused(Pickles.one(16, 0, new long[] {2, 2}, new long[] {1}), "2 sizes but 1 strides");
    pickleRefused(Pickles.one(16, 0, new long[33], new long[33]), "at most 32 integers");
    String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[%d,%d,%d],\"data_offsets\":[0,0]}}";
    refused(Pickles.safetensors(header.formatted(1L << 22, 1L << 22, 1L << 22), 0), "overflows");
  }

  @Test
  void manyExpandedTensorsAreRefusedTogether() {
    Pickles pickle = new Pickles().op('}');
    for (int i = 0; i < 64; i++) {
      pickle.text("w" + i);
      pickle.tensor("FloatStorage", "0", 16, i % 16, new long[] {100_000 + i}, new long[] {0});
      pickle.op('s');
    }
    pickleRefused(pickle.stop(), "expanded tensors on this scale");
  }

  @Test
  void storagesThatAreNotThereAreRefused() {
    byte[] pickle = Pickles.one(16, 0, new long[] {16}, new long[] {1});
    refused(Pickles.zip(pickle, Map.of("1", new byte[64])), "no entry 'archive/data/0'");
    byte[] escaping =
        new Pickles()
            .op('}')
            .text("w")
            .tensor("FloatStorage", "../../etc", 1, 0, new long[] {1}, new long[] {1})
            .op('s')
            .stop();
    refused(Pickles.zip(escaping, STORAGE), "no entry 'archive/data/../../etc'");
  }

  @Test
  void tensorsThatComeTwiceAreRefused() {
    Pickles pickle = new Pickles().op('}');
    for (int i = 0; i < 2; i++) {
      pickle.text("w").tensor("FloatStorage", "0", 16, i, new long[] {1}, new long[] {1}).op('s');
    }
    pickleRefused(pickle.stop(), "tensor 'w' comes twice");
    String tensor = "\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[%d,%d]}";
    refused(
        Pickles.safetensors("{" + tensor.formatted(0, 1) + "," + tensor.formatted(1, 2) + "}", 2),
        "Duplicate field");
  }

  @Test
  void damagedZipFilesAreRefused() {
    byte[] sound = Pickles.zip(Pickles.one(16, 0, new long[] {16}, new long[] {1}), STORAGE);
    refused(Arrays.copyOf(sound, sound.length - 1), "no end record", "cut short");
    refused(Arrays.copyOf(sound, sound.length / 2), "cut short");
    // A directory that does not touch its end record.
    refused(Pickles.join(new byte[] {'P', 'K', 3, 4}, sound), "it is refused");
    byte[] flipped = sound.clone();
    int data = indexOf(sound, "archive/data/0") + "archive/data/0".length();
    flipped[data + 3] ^= 1;
    refused(flipped, "'archive/data/0' has the checksum", "fetch it again");
    refused(resource("deflated.pth"), "'dict/data.pkl' is compressed (method 8)", "zip -0");
    byte[] encrypted = sound.clone();
    int listed = lastIndexOf(sound, "archive/data.pkl") - 46;
    encrypted[listed + 8] |= 1;
    refused(encrypted, "encrypted");
    byte[] renamed = sound.clone();
    renamed[indexOf(sound, "archive/data.pkl") + 8] = 'D';
    refused(renamed, "contradicts the directory");
    byte[] overlapping = sound.clone();
    // The first entry claims the bytes of the second too, in both places.
    for (int at : new int[] {18, 22, listed + 20, listed + 24}) {
      overlapping[at + 1] = 2;
    }
    refused(overlapping, "'archive/data.pkl' runs into what follows it");
  }

  @Test
  void zipFilesOfOtherThingsAreRefused() {
    refused(Pickles.entries(Map.of("a", new byte[1])), "one data.pkl, this has 0");
    Map<String, byte[]> two = new LinkedHashMap<>();
    two.put("a/data.pkl", new byte[1]);
    two.put("b/data.pkl", new byte[1]);
    refused(Pickles.entries(two), "one data.pkl, this has 2");
    refused(resource("torchscript.pth"), "TorchScript", "torch.jit.load");
    refused(resource("no_tensors.pth"), "no tensors", "'hyper'", "model_state_dict");
    Map<String, byte[]> big = new LinkedHashMap<>();
    big.put("a/data.pkl", Pickles.one(16, 0, new long[] {16}, new long[] {1}));
    big.put("a/byteorder", "big".getBytes(StandardCharsets.UTF_8));
    refused(Pickles.entries(big), "big-endian");
  }

  @Test
  void damagedLegacyFilesAreRefused() {
    byte[] start = Pickles.legacyStart();
    byte[] object = Pickles.one(2, 0, new long[] {2}, new long[] {1});
    byte[] keys = new Pickles().op(']').text("0").op('a').stop();
    byte[] size = Pickles.little(8).putLong(2).array();
    byte[] sound = Pickles.join(start, object, keys, size, new byte[8]);
    Checkpoints.load(FileBytes.of(sound), null);

    refused(Arrays.copyOf(sound, sound.length - 1), "runs over the end");
    refused(Pickles.join(sound, new byte[1]), "1 bytes follow the last storage");
    byte[] huge = Pickles.little(8).putLong(Long.MAX_VALUE).array();
    refused(Pickles.join(start, object, keys, huge, new byte[8]), "should have 2 elements");
    byte[] none = new Pickles().op(']').stop();
    refused(Pickles.join(start, object, none), "is not in the file");
    byte[] other = new Pickles().op(']').text("1").op('a').stop();
    refused(Pickles.join(start, object, other, size, new byte[8]), "which nothing uses");
    byte[] twice = new Pickles().op(']').text("0").op('a').text("0").op('a').stop();
    refused(
        Pickles.join(start, object, twice, size, new byte[8], size, new byte[8]), "comes twice");
    byte[] notMagic = new Pickles().op(0x8a, 1, 7).stop();
    refused(Pickles.join(notMagic, new byte[16]), "magic number");
  }

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
        "{\"a\":[]}|should be START_OBJECT",
        "{\"__metadata__\":{\"a\":1}}|should be VALUE_STRING",
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
    index("{\"weight_map\":{\"a\":1}}", "VALUE_STRING");
    index("{\"weights\":{}}", "no weight_map");
    index("{\"x\":" + "[".repeat(10_000), "is not the JSON");
  }

  @Test
  void otherFilesAreRefusedByTheirStart() throws IOException {
    refused("<!DOCTYPE html>".getBytes(StandardCharsets.UTF_8), "no checkpoint", "3c 21 44 4f");
    refused(new byte[0], "no checkpoint", "it has 0 bytes");
    Path none = folder.resolve("none.pth");
    String message =
        assertThrows(CheckpointException.class, () -> Checkpoints.read(none)).getMessage();
    assertTrue(message.endsWith("none.pth: there is no such file"), message);
    message = assertThrows(CheckpointException.class, () -> Checkpoints.read(folder)).getMessage();
    assertTrue(message.contains("this is a folder"), message);
  }

  @Test
  void namesInMessagesAreFitToBePrinted() {
    String name = "\u001b[31m\n" + "x".repeat(1000);
    byte[] pickle = new Pickles().text(name).text("y").op(0x93).stop();
    String message = pickleRefused(pickle, "'?[31m?xxx");
    assertTrue(message.length() < 400, message);
  }

  private void index(String json, String message) throws IOException {
    Path index = folder.resolve("x.index.json");
    Files.writeString(index, json);
    String came =
        assertThrows(CheckpointException.class, () -> Checkpoints.read(index)).getMessage();
    assertTrue(came.contains(message), came);
  }

  private static String pickleRefused(byte[] pickle, String... parts) {
    return refused(Pickles.zip(pickle, STORAGE), parts);
  }

  private static String refused(byte[] file, String... parts) {
    String message =
        assertThrows(CheckpointException.class, () -> Checkpoints.load(FileBytes.of(file), null))
            .getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "'" + part + "' should be in: " + message);
    }
    return message;
  }

  /** Runs {@code task} and fails if it allocates more than so many MiB on the heap. */
  private static void bounded(int mebibytes, Runnable task) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    task.run();
    long taken = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(taken < (long) mebibytes << 20, () -> taken + " bytes were allocated");
  }

  private static byte[] resource(String name) {
    try {
      return Files.readAllBytes(CheckpointsTest.resource(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
  }

  private static int lastIndexOf(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf(text);
  }
}
