package org.heredity.checkpoint;

import static org.heredity.checkpoint.Refusals.refused;
import static org.heredity.checkpoint.Refusals.resource;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers that are damaged or hostile: each is refused, with a message that says why. */
class HostileFilesTest {
  private static final Map<String, byte[]> STORAGE = Map.of("0", new byte[64]);

  @TempDir Path folder;

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
    refused(encrypted, "zip file is encrypted", "'archive/data.pkl'", "with its password");
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
  void filesOfOtherKindsAreNamed() throws IOException {
    refused(
        text("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 46830571\n"),
        "a Git LFS pointer",
        "46830571 bytes",
        "git lfs pull");
    refused(
        text("\n<!DOCTYPE html>\n<html lang=\"en\"><head><title>Sign in\u001b</title>"),
        "a web page ('Sign in?') and not the model",
        "download the file itself");
    refused(text("<html>"), "a web page and not");
    refused(new byte[] {0x1f, (byte) 0x8b, 8, 0}, "a gzip file; unpack it");
    refused(new byte[100], "starts with zeros", "get it again");
    refused(new byte[] {(byte) 0x80, 4, (byte) 0x95, 1, 0}, "a pickle, but none that torch.save");
    refused(
        Pickles.entries(Map.of("run/model.pth", new byte[1])),
        "a zip file around 'run/model.pth'; unpack it");
    Path part = folder.resolve("model.pth.part");
    byte[] sound = Pickles.zip(Pickles.one(16, 0, new long[] {16}, new long[] {1}), STORAGE);
    Files.write(part, Arrays.copyOf(sound, 300));
    String message =
        assertThrows(CheckpointException.class, () -> Checkpoints.read(part)).getMessage();
    assertTrue(message.contains("cut short"), message);
    assertTrue(message.endsWith("the download is not finished: let it end, or start it again"));
    Files.write(part, sound);
    assertEquals(1, Checkpoints.read(part).size(), "a whole file may be called anything");
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void filesWithoutChecksumsAreReadButNotWithSome() {
    byte[] none = resource("nosums.pth");
    assertEquals(
        Checkpoints.load(FileBytes.of(resource("dict.pth")), null, Optional.empty())
            .tensors()
            .digest(),
        Checkpoints.load(FileBytes.of(none), null, Optional.empty()).tensors().digest());

    byte[] one = none.clone();
    int listed = lastIndexOf(one, "dict/data/0") - 46;
    one[listed + 16] = 1;
    refused(one, "has the checksum");
  }

  @Test
  void damagedLegacyFilesAreRefused() {
    byte[] start = Pickles.legacyStart();
    byte[] object = Pickles.one(2, 0, new long[] {2}, new long[] {1});
    byte[] keys = new Pickles().op(']').text("0").op('a').stop();
    byte[] size = Pickles.little(8).putLong(2).array();
    byte[] sound = Pickles.join(start, object, keys, size, new byte[8]);
    Checkpoints.load(FileBytes.of(sound), null, Optional.empty());

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

  @Test
  void otherFilesAreRefusedByTheirStart() throws IOException {
    refused("no model".getBytes(StandardCharsets.UTF_8), "no checkpoint", "6e 6f 20 6d");
    refused(new byte[0], "an empty file of 0 bytes", "get it again");
    Path none = folder.resolve("none.pth");
    String message =
        assertThrows(CheckpointException.class, () -> Checkpoints.read(none)).getMessage();
    assertTrue(message.endsWith("none.pth: there is no such file"), message);
    message = assertThrows(CheckpointException.class, () -> Checkpoints.read(folder)).getMessage();
    assertTrue(message.contains("this is a folder"), message);
  }

  @Test
  void zip64SizesAreRead() {
    byte[] content = Pickles.one(16, 0, new long[] {16}, new long[] {1});
    byte[] sound = Pickles.zip(content, STORAGE);
    byte[] large = zip64(sound, 64);

    assertEquals(
        Checkpoints.load(FileBytes.of(sound), null, Optional.empty()).tensors().digest(),
        Checkpoints.load(FileBytes.of(large), null, Optional.empty()).tensors().digest());
    refused(zip64(sound, 68), "'archive/data/0' runs into what follows it");
    refused(zip64(sound, Long.MAX_VALUE), "'archive/data/0' runs into what follows it");
    refused(zip64(sound, -1), "directory is damaged");
  }

  /** The same file, its last entry's size given by a zip64 field as {@code size}. */
  private static byte[] zip64(byte[] zip, long size) {
    int listed = lastIndexOf(zip, "archive/data/0") - 46;
    int end = zip.length - 22;
    byte[] local = Arrays.copyOf(zip, listed);
    int header = indexOf(zip, "archive/data/0") - 30;
    Arrays.fill(local, header + 18, header + 26, (byte) 0xFF);
    byte[] entry = Arrays.copyOfRange(zip, listed, end);
    Arrays.fill(entry, 20, 28, (byte) 0xFF);
    entry[30] = 20;
    byte[] extra =
        Pickles.little(20)
            .putShort((short) 1)
            .putShort((short) 16)
            .putLong(size)
            .putLong(size)
            .array();
    byte[] record = Arrays.copyOfRange(zip, end, zip.length);
    record[12] += 20;
    return Pickles.join(local, entry, extra, record);
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
  }

  private static int lastIndexOf(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf(text);
  }
}
