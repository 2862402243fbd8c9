package org.heredity.checkpoint;

import static org.heredity.checkpoint.Refusals.bounded;
import static org.heredity.checkpoint.Refusals.refused;
import static org.heredity.checkpoint.Refusals.resource;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pickles that are malformed or made to do harm: each is refused, with a message that says why. */
class HostilePicklesTest {
  private static final Map<String, byte[]> STORAGE = Map.of("0", new byte[64]);

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
  void listsThatBecomeDictsAgainAndAgainAreRefused() {
    Pickles pickle = new Pickles().global("collections", "OrderedDict").op('q', 0).op(']');
    pickle.op('N', 'N', 0x86, 'q', 1, 'a').op('(');
    for (int i = 0; i < 50_000; i++) {
      pickle.op('h', 1);
    }
    pickle.op('e', 0x85, 'q', 2);
    for (int i = 0; i < 200_000; i++) {
      pickle.op('h', 0, 'h', 2, 'R');
    }
    byte[] bytes = pickle.stop();
    bounded(64, () -> pickleRefused(bytes, "over 262144 pairs"));
  }

  @Test
  void oneTensorUnderTooManyNamesIsRefused() {
    Pickles pickle = new Pickles().op('}', '(').text("0");
    pickle.tensor("FloatStorage", "0", 16, 0, new long[] {16}, new long[] {1}).op('q', 9);
    for (int i = 1; i <= 1 << 16; i++) {
      pickle.text(Integer.toString(i)).op('h', 9);
    }
    byte[] bytes = pickle.op('u').stop();
    bounded(64, () -> pickleRefused(bytes, "over 65536 tensors"));
  }

  @Test
  void prefixesWithoutEndAreNotStripped() {
    Pickles pickle = new Pickles().op('}').text("module.".repeat(100_000) + "w");
    pickle.tensor("FloatStorage", "0", 16, 0, new long[] {16}, new long[] {1}).op('s');
    FileBytes file = FileBytes.of(Pickles.zip(pickle.stop(), STORAGE));

    bounded(16, () -> assertEquals(5, Checkpoints.load(file, null).notes().size()));
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
  void namesInMessagesAreFitToBePrinted() {
    String name = "\u001b[31m\n" + "x".repeat(1000);
    byte[] pickle = new Pickles().text(name).text("y").op(0x93).stop();
    String message = pickleRefused(pickle, "'?[31m?xxx");
    assertTrue(message.length() < 400, message);
  }

  private static String pickleRefused(byte[] pickle, String... parts) {
    return refused(Pickles.zip(pickle, STORAGE), parts);
  }
}
