package org.heredity.datasets.official;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.heredity.api.dataset.Superclasses;
import org.heredity.data.Dataset;
import org.heredity.datasets.SampleFiles;
import org.junit.jupiter.api.Test;

/** Files as torchvision downloads them; src/test/python/make_cifar.py compares with torchvision. */
class CifarPicklesTest extends FormatCase {
  @Test
  void tenClassesOfPython2() throws IOException {
    SampleFiles files = copy("cifar-10-batches-py");
    Path extracted = files.folder(folder.resolve("c"));
    Path tgz = files.tarGz(folder.resolve("cifar-10-python.tar.gz"));
    Path inner = extracted.resolve("cifar-10-batches-py");
    Path around = Files.createDirectories(folder.resolve("around"));
    files.tarGz(around.resolve("cifar-10-python.tar.gz"));
    List<String> digests = new ArrayList<>();
    for (Path path : List.of(extracted, inner, tgz, around)) {
      Dataset dataset = open("cifar10", path);
      assertEquals("airplane", dataset.classes().get(0));
      assertEquals("truck", dataset.classes().get(9));
      assertEquals(
          List.of(
              "train/00000=9", "train/00001=8", "train/00002=7", "train/00003=6", "train/00004=5"),
          ids(dataset.train()));
      assertEquals(List.of("test/00000=3", "test/00001=0"), ids(dataset.test()));
      assertPixels(dataset, 3, 6);
      assertEquals(0, dataset.test().read(1).rgb()[0]);
      digests.add(dataset.digest());
    }
    assertEquals(1, digests.stream().distinct().count());

    byte[] batch = Files.readAllBytes(inner.resolve("data_batch_2"));
    Files.write(inner.resolve("data_batch_2"), Arrays.copyOf(batch, batch.length - 99));
    String message = error("cifar10", extracted);
    assertTrue(message.contains("data_batch_2: the pickle"), message);
    String evil =
        new String(batch, StandardCharsets.ISO_8859_1).replace("numpy\ndtype", "posix\nsys");
    Files.write(inner.resolve("data_batch_2"), evil.getBytes(StandardCharsets.ISO_8859_1));
    message = error("cifar10", extracted);
    assertTrue(message.contains("refers to 'posix.sys'"), message);
    String label = new String(batch, StandardCharsets.ISO_8859_1).replace("K\u0008a", "K\u000ba");
    Files.write(inner.resolve("data_batch_2"), label.getBytes(StandardCharsets.ISO_8859_1));
    message = error("cifar10", extracted);
    assertTrue(message.contains("data_batch_2: image 0 has label 11, expected 0 to 9"), message);
  }

  @Test
  void hundredClassesOfPython3() throws IOException {
    SampleFiles files = copy("cifar-100-python");
    Path tgz = files.tarGz(folder.resolve("cifar-100-python.tar.gz"));
    Path extracted = files.folder(folder.resolve("c"));
    for (Path path : List.of(extracted, extracted.resolve("cifar-100-python"), tgz)) {
      Dataset dataset = open("cifar100", path);
      assertEquals("class99", dataset.classes().get(99));
      assertEquals(
          List.of("train/00000=99", "train/00001=7", "train/00002=42"), ids(dataset.train()));
      assertEquals(List.of("test/00000=3"), ids(dataset.test()));
      assertPixels(dataset, 2, 42);
      Superclasses groups = superclasses(path);
      assertEquals("group19", groups.names().get(groups.ofClass().get(99)));
      assertEquals(List.of(42), groups.classesOf(8));
    }
  }

  @Test
  void otherFilesOfTheseNamesAreNotCifar() throws IOException {
    Path other =
        new SampleFiles()
            .with("meta", "fine words")
            .with("train/a/1.jpg", "x")
            .with("test", "x")
            .folder(folder.resolve("other"));
    assertFalse(formats.named("cifar100").orElseThrow().recognises(other));
    assertFalse(formats.named("cifar10").orElseThrow().recognises(other));
  }

  private static void assertPixels(Dataset dataset, int index, int label) throws IOException {
    byte[] rgb = dataset.train().read(index).rgb();
    for (int i = 0; i < 1024; i++) {
      for (int c = 0; c < 3; c++) {
        assertEquals((byte) (c * 50 + i % 32 + label), rgb[3 * i + c]);
      }
    }
  }

  private static SampleFiles copy(String name) throws IOException {
    Path from;
    try {
      from = Path.of(CifarPicklesTest.class.getResource("/cifar/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    SampleFiles files = new SampleFiles();
    try (Stream<Path> all = Files.list(from)) {
      for (Path file : all.sorted().toList()) {
        files.with(name + "/" + file.getFileName(), Files.readAllBytes(file));
      }
    }
    return files;
  }
}
