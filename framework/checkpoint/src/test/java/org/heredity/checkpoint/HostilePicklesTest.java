package org.heredity.checkpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.heredity.checkpoint.Refusals.bounded;
import static org.heredity.checkpoint.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    "nt, system",
    "subprocess, Popen",
    "builtins, eval",
    "builtins, exec",
    "builtins, getattr",
    "builtins, __import__",
    "__builtin__, compile",
    "builtins, open",
    "sys, exit",
    "runpy, run_path",
    "pty, spawn",
    "socket, create_connection",
    "shutil, rmtree",
    "importlib, import_module",
    "importlib.machinery, SourceFileLoader",
    "ctypes, CDLL",
    "pickle, loads",
    "_pickle, loads",
    "torch, load",
    "torch.hub, load",
    "torch, hub.load",
    "torch.storage, _load_from_bytes",
    "numpy, load",
    "webbrowser, open",
    "operator, attrgetter",
    "functools, partial",
    "harmless.module, os.system",
  })
  void globalsThatOnlyDoHarmAreRefusedByName(String module, String name) {
    byte[] called = new Pickles().global(module, name).op('(').text("x").op('t').op('R').stop();
    refused(Pickles.zip(called, STORAGE), "'" + module + "." + name + "'", "refused");

    byte[] onStack =
        new Pickles().text(module).text(name).op(0x93).op('(').text("x").op('t').op('R').stop();
    refused(Pickles.zip(onStack, STORAGE), "'" + module + "." + name + "'", "refused");

    // Beside a sound state dict it is refused, too.
    Pickles beside = new Pickles().op('}').text("w");
    beside.tensor("FloatStorage", "0", 16, 0, new long[] {16}, new long[] {1}).op('s');
    beside.text("x").global(module, name).op('s');
    refused(Pickles.zip(beside.stop(), STORAGE), "'" + module + "." + name + "'", "refused");
  }

  @ParameterizedTest
  @CsvSource({
    "argparse, Namespace",
    "numpy.core.multiarray, scalar",
    "torch.optim.lr_scheduler, StepLR",
    "omegaconf.dictconfig, DictConfig",
    "torch, Size",
    "torch._utils, _rebuild_sparse_tensor",
    "mymodule, Outer.Inner",
    "__main__, Config",
  })
  void otherGlobalsAreLeftOutAndNamed(String module, String name) {
    Pickles pickle = new Pickles().op('}').text("model").op('}').text("w");
    pickle.tensor("FloatStorage", "0", 16, 0, new long[] {16}, new long[] {1}).op('s', 's');
    // As a class, called, made anew, with attributes, as a list and as a dict.
    pickle.text("a").global(module, name).op('s');
    pickle.text("b").global(module, name).op('(', 'N', 't', 'R', 's');
    pickle.text("c").global(module, name).op(')', 0x81).op('}', 'b', 's');
    pickle.text("d").global(module, name).op(')', '}', 0x92).op('N', 'a').op('N', 'N', 's', 's');
    pickle.text("e").op('(').global(module, name).op('N', 'o', 's');
    pickle.text("f").op('(', 'N', 'i').raw((module + "\n" + name + "\n").getBytes(UTF_8)).op('s');
    byte[] file = Pickles.zip(pickle.stop(), STORAGE);

    Checkpoint read = Checkpoints.load(FileBytes.of(file), null, Optional.empty());
    assertEquals(Set.of("w"), read.tensors().names());
    assertEquals(
        "what lies around the tensors refers to '"
            + module
            + "."
            + name
            + "'; it was read as plain data, left out, and none of it was run",
        read.notes().get(1));
  }

  @ParameterizedTest
  @CsvSource({
    "0x50, PERSID",
    "0x82, EXT1",
    "0x83, EXT2",
    "0x84, EXT4",
    "0x97, NEXT_BUFFER",
    "0x98, READONLY_BUFFER"
  })
  void opcodesThatReferToWhatIsNotInTheFileAreRefusedByName(String code, String name) {
    byte[] pickle = new Pickles().op('}').op(Integer.decode(code)).op('0', '\n', '.').stop();

    refused(Pickles.zip(pickle, STORAGE), "opcode " + name + " at byte 3", "refused");
  }

  @Test
  void everyOtherOpcodeMakesData() {
    Pickles pickle = new Pickles().op('}', '(').text("w");
    pickle.tensor("FloatStorage", "0", 16, 0, new long[] {16}, new long[] {1});
    int entry = 0;
    for (String value :
        List.of(
            "I42\n",
            "I01\n",
            "L7L\n",
            "F0.5\n",
            "S'text'\n",
            "Vtext\n",
            "(NNl",
            "(NNd",
            "\u008f(N\u0090",
            "(N\u0091",
            "B\2\0\0\0ab",
            "C\2ab",
            "\u008e\2\0\0\0\0\0\0\0ab",
            "\u0096\0\0\0\0\0\0\0\0",
            "\u008d\2\0\0\0\0\0\0\0ab",
            "\u008b\1\0\0\0\7",
            "N20",
            "(NN1N",
            "Np5\n",
            "g5\n")) {
      pickle.text("x" + entry++).raw(value.getBytes(ISO_8859_1));
    }
    byte[] file = Pickles.zip(pickle.op('u').stop(), STORAGE);

    Checkpoint read = Checkpoints.load(FileBytes.of(file), null, Optional.empty());
    assertEquals(Set.of("w"), read.tensors().names());
    assertTrue(read.notes().get(0).contains("'x0', 'x1'"), read.notes().toString());
  }

  @Test
  void typesWithinTypesDoNotRecurse() {
    Pickles pickle = new Pickles().op('}').text("w");
    pickle.global("torch._tensor", "_rebuild_from_type_v2").op('q', 0).op(')', 'q', 1);
    for (int i = 0; i < 100_000; i++) {
      // (function, None, what was made so far, None)
      pickle.op('0').op('(').op('h', 0).op('N').op('h', 1).op('N').op('t').op('q', 1);
    }
    pickle.op('R').op('s');
    pickleRefused(pickle.stop(), "there are no tensors");
  }

  @Test
  void networksWithinThemselvesEnd() {
    Pickles pickle = new Pickles().global("a", "Net").op(')', 0x81, 'q', 0).op('}', '(');
    pickle.text("_parameters").op('}').text("w");
    pickle.tensor("FloatStorage", "0", 16, 0, new long[] {16}, new long[] {1}).op('s');
    pickle.text("_modules").op('}').text("a").op('h', 0).op('s').text("b").op('h', 0).op('s');
    byte[] bytes = pickle.op('u').op('b').stop();
    bounded(64, () -> pickleRefused(bytes, "nested without end"));
  }

  @Test
  void namesOfNetworksThatGrowAreRefused() {
    Pickles pickle = new Pickles().text("n".repeat(1 << 19)).op('q', 1, '0');
    pickle.op('}').text("w");
    pickle.tensor("FloatStorage", "0", 16, 0, new long[] {16}, new long[] {1}).op('s');
    pickle.op('q', 2, '0').op('}', 'q', 3, '0');
    for (int i = 0; i < 60; i++) {
      pickle.global("a", "Net").op(')', 0x81, 'q', 4).op('}', '(');
      pickle.text("_parameters").op('h', 2).text("_modules").op('h', 3, 'u', 'b');
      pickle.op('0').op('}').op('h', 1).op('h', 4).op('s').op('q', 3, '0');
    }
    byte[] bytes = pickle.op('h', 4).stop();
    bounded(128, () -> pickleRefused(bytes, "nested without end"));
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
    pickleRefused(new Pickles().raw("Ix\n".getBytes(UTF_8)).stop(), "no integer");
    pickleRefused(new Pickles().raw("Fx\n".getBytes(UTF_8)).stop(), "no number");
    pickleRefused(new Pickles().raw("Sx\n".getBytes(UTF_8)).stop(), "not between quotes");
    pickleRefused(new Pickles().raw("Np-1\n".getBytes(UTF_8)).stop(), "no such place");
    pickleRefused(new Pickles().op(0x8b).int32(5000).stop(), "needs 5000 bytes");
    pickleRefused(new Pickles().op('(').op('o').stop(), "OBJ finds no class");
    pickleRefused(new Pickles().op(0x8e).integer(-1).stop(), "an opcode needs");
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

    bounded(
        16, () -> assertEquals(5, Checkpoints.load(file, null, Optional.empty()).notes().size()));
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
