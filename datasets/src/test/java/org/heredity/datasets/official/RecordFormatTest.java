package org.heredity.datasets.official;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.heredity.api.dataset.Superclasses;
import org.heredity.data.Dataset;
import org.heredity.datasets.SampleFiles;
import org.junit.jupiter.api.Test;

/** Layouts of records: CIFAR and IDX. */
class RecordFormatTest extends FormatCase {
  private static byte[] records(int labelBytes, int... labels) {
    byte[] bytes = new byte[labels.length * (labelBytes + 3072)];
    for (int i = 0; i < labels.length; i++) {
      int at = i * (labelBytes + 3072);
      bytes[at] = (byte) (labels[i] / 5);
      bytes[at + labelBytes - 1] = (byte) labels[i];
      for (int p = 0; p < 3072; p++) {
        bytes[at + labelBytes + p] = (byte) (p / 1024 * 50 + p % 1024 % 32 + labels[i]);
      }
    }
    return bytes;
  }

  @Test
  void cifar10() throws IOException {
    String top = "cifar-10-batches-bin/";
    SampleFiles files =
        new SampleFiles()
            .with(
                top + "batches.meta.txt",
                "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n")
            .with(top + "test_batch.bin", records(1, 9, 0, 4));
    for (int b = 1; b <= 5; b++) {
      files.with(top + "data_batch_" + b + ".bin", records(1, b, 9 - b));
    }
    Path extracted = files.folder(folder.resolve("c"));
    Path tgz = files.tarGz(folder.resolve("cifar-10-binary.tar.gz"));
    List<String> digests = new ArrayList<>();
    for (Path path : List.of(extracted, extracted.resolve(top), tgz)) {
      Dataset dataset = open("cifar10", path);
      assertEquals("truck", dataset.classes().get(9));
      assertEquals(10, dataset.train().size());
      assertEquals("train/00003=7", ids(dataset.train()).get(3));
      assertEquals(List.of("test/00000=9", "test/00001=0", "test/00002=4"), ids(dataset.test()));
      byte[] rgb = dataset.train().read(3).rgb();
      assertEquals(7 + 31, rgb[3 * 31], "red of the first row's last pixel");
      assertEquals(7 + 31 + 50, rgb[3 * 31 + 1]);
      assertEquals((byte) (7 + 100), rgb[3 * 32 + 2], "blue of the second row's first pixel");
      digests.add(dataset.digest());
    }
    assertEquals(1, digests.stream().distinct().count());
    Files.write(extracted.resolve(top + "data_batch_2.bin"), new byte[3073 * 2 - 1]);
    assertTrue(
        error("", extracted).contains("data_batch_2.bin: has 6145 bytes, expected a multiple"),
        error("", extracted));
    Files.write(extracted.resolve(top + "data_batch_2.bin"), records(1, 3, 10));
    assertEquals(
        extracted
            + "/cifar-10-batches-bin/data_batch_2.bin: record 1 has label 10, expected 0 to 9;"
            + " get it again",
        error("", extracted));
  }

  @Test
  void cifar100() throws IOException {
    StringBuilder names = new StringBuilder();
    IntStream.range(0, 100).forEach(i -> names.append("class").append(i).append('\n'));
    StringBuilder coarse = new StringBuilder();
    IntStream.range(0, 20).forEach(i -> coarse.append("group").append(i).append('\n'));
    SampleFiles files =
        new SampleFiles()
            .with("cifar-100-binary/fine_label_names.txt", names.toString())
            .with("cifar-100-binary/coarse_label_names.txt", coarse.toString())
            .with("cifar-100-binary/train.bin", records(2, 99, 7, 42))
            .with("cifar-100-binary/test.bin", records(2, 3));
    Path tgz = files.tarGz(folder.resolve("cifar-100-binary.tar.gz"));
    for (Path path : List.of(files.folder(folder.resolve("c")), tgz)) {
      Dataset dataset = open("cifar100", path);
      assertEquals(
          List.of("train/00000=99", "train/00001=7", "train/00002=42"), ids(dataset.train()));
      assertEquals(42, dataset.train().read(2).rgb()[0]);
      assertEquals("class99", dataset.classes().get(99));
      Superclasses groups = superclasses(path);
      assertEquals("group19", groups.names().get(groups.ofClass().get(99)));
      assertEquals(List.of(42), groups.classesOf(8));
      assertEquals(-1, groups.ofClass().get(0), "has no record in this miniature");
    }
  }

  private static byte[] idx(int[] dimensions, byte[] data) {
    java.nio.ByteBuffer buffer =
        java.nio.ByteBuffer.allocate(4 + 4 * dimensions.length + data.length);
    buffer.putInt(0x0800 + dimensions.length);
    for (int d : dimensions) {
      buffer.putInt(d);
    }
    return buffer.put(data).array();
  }

  @Test
  void fashionMnist() throws IOException {
    byte[] labels = {9, 2, 1, 1, 6, 1, 4, 6, 5, 7};
    byte[] pixels = new byte[10 * 6];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 4);
    }
    SampleFiles files =
        new SampleFiles()
            .with("train-images-idx3-ubyte", idx(new int[] {2, 2, 3}, new byte[12]))
            .with("train-labels-idx1-ubyte", idx(new int[] {2}, new byte[] {3, 8}))
            .with("t10k-images-idx3-ubyte", idx(new int[] {10, 2, 3}, pixels))
            .with("t10k-labels-idx1-ubyte", idx(new int[] {10}, labels));
    Path plain = files.folder(folder.resolve("plain"));
    Dataset dataset = open("fashion-mnist", plain);
    assertEquals("Ankle boot", dataset.classes().get(dataset.test().label(0)));
    assertEquals(List.of("train/00000=3", "train/00001=8"), ids(dataset.train()));
    assertEquals(3, dataset.test().read(9).width());
    assertEquals(2, dataset.test().read(9).height());
    assertEquals((byte) (55 * 4), dataset.test().read(9).rgb()[5], "grey, three times");
    assertEquals((byte) (55 * 4), dataset.test().read(9).rgb()[3]);

    SampleFiles nested = new SampleFiles();
    files.into(nested, "whatever/raw/");
    Path downloads = nested.folder(folder.resolve("as-torchvision-lays-it"));
    for (Path path : List.of(downloads, downloads.resolve("whatever"))) {
      assertEquals(ids(dataset.train()), ids(open("fashion-mnist", path).train()));
    }

    Files.write(
        plain.resolve("t10k-labels-idx1-ubyte"),
        idx(new int[] {10}, new byte[] {7, 2, 1, 0, 4, 1, 4, 9, 5, 9}));
    assertFalse(formats.named("fashion-mnist").orElseThrow().recognises(plain), "that is MNIST");
    Files.write(plain.resolve("train-labels-idx1-ubyte"), idx(new int[] {3}, new byte[3]));
    assertTrue(
        error("fashion-mnist", plain).contains("has 3 labels, expected one for each of 2"),
        error("fashion-mnist", plain));
  }

  /** The real files, where Debian's package dataset-fashion-mnist is installed. */
  @Test
  void fashionMnistAsDebianInstallsIt() {
    Path installed = Path.of("/usr/share/datasets/fashion-mnist");
    assumeTrue(Files.isDirectory(installed), "dataset-fashion-mnist is not installed");
    Dataset dataset = open("fashion-mnist", installed);
    assertEquals(60_000, dataset.train().size());
    assertEquals(10_000, dataset.test().size());
    assertEquals("Ankle boot", dataset.classes().get(dataset.train().label(0)));
    int[] counts = new int[10];
    for (int i = 0; i < 10_000; i++) {
      counts[dataset.test().label(i)]++;
    }
    assertArrayEquals(IntStream.generate(() -> 1000).limit(10).toArray(), counts);
    byte[] boot = dataset.train().read(0).rgb();
    assertEquals(3 * 28 * 28, boot.length);
    for (int i = 0; i < boot.length; i += 3) {
      assertTrue(boot[i] == boot[i + 1] && boot[i] == boot[i + 2], "grey at " + i);
    }
  }
}
