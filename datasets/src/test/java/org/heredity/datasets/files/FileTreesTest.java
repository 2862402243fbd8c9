package org.heredity.datasets.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.heredity.api.dataset.OpeningProgress;
import org.heredity.data.DataException;
import org.heredity.datasets.SampleFiles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileTreesTest {
  @TempDir private Path folder;

  private FileTree open(Path path) {
    return FileTrees.open(path, folder.resolve("the-cache"), OpeningProgress.NONE);
  }

  private String error(Path path) {
    return assertThrows(DataException.class, () -> open(path)).getMessage();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../out.jpg",
        "a/../../out.jpg",
        "/etc/x.jpg",
        "C:/x.jpg",
        "a\\..\\b.jpg",
        "a//b",
        "a/./b.jpg",
        "a\u0007.jpg"
      })
  void refusesNamesThatLeadOutside(String name) throws IOException {
    SampleFiles files = new SampleFiles().with(name, "x");
    Path zip = files.zip(folder.resolve("a.zip"));
    String expected = ": expected relative names inside the archive, got the entry '";
    assertTrue(error(zip).startsWith(zip + expected), error(zip));
    Path tar = folder.resolve("a.tar");
    files.tar(tar);
    if (!name.contains("\\")) {
      assertTrue(error(tar).startsWith(tar + expected), error(tar));
    }
  }

  @Test
  void readsPartsAndWholes() throws IOException {
    byte[] bytes = new byte[5000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    SampleFiles files =
        new SampleFiles().with("x/first.bin", "abc").with("x/data.bin", bytes).with("x/e/", "");
    for (Path path :
        List.of(
            files.folder(folder.resolve("f")),
            files.zip(folder.resolve("a.zip")),
            files.tar(folder.resolve("a.tar")),
            files.tarGz(folder.resolve("a.tgz")))) {
      FileTree tree = open(path);
      assertEquals(
          List.of("x/data.bin", "x/first.bin"), tree.files().stream().map(f -> f.name()).toList());
      assertEquals(Set.of("x/e"), tree.emptyFolders());
      assertArrayEquals(bytes, tree.bytes("x/data.bin"));
      byte[] part = new byte[7];
      tree.read("x/data.bin", 4993, part);
      assertEquals(bytes[4999], part[6]);
      String message =
          assertThrows(DataException.class, () -> tree.read("x/data.bin", 4994, part)).getMessage();
      assertTrue(
          message.contains("data.bin")
              && message.contains("5000")
              && message.contains("expected at least 5001"),
          message);
      assertThrows(DataException.class, () -> tree.bytes("x/none.bin"));
    }
  }

  @Test
  void unpacksOnceAndAnewWhenTheArchiveChanges() throws Exception {
    Path tgz = folder.resolve("a.tgz");
    new SampleFiles().with("d/a", "one").tarGz(tgz);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<String>> read =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    threads.submit(
                        () -> new String(open(tgz).bytes("d/a"), StandardCharsets.UTF_8)))
            .toList();
    for (Future<String> text : read) {
      assertEquals("one", text.get());
    }
    threads.shutdown();
    new SampleFiles().with("d/a", "another").tarGz(tgz);
    assertEquals("another", new String(open(tgz).bytes("d/a"), StandardCharsets.UTF_8));
    try (var kept = Files.list(folder.resolve("the-cache/unpacked"))) {
      assertEquals(
          1, kept.filter(p -> !p.toString().endsWith(".lock")).count(), "nothing else stays");
    }
  }

  @Test
  void stopsAtABomb() throws IOException {
    Path bomb = folder.resolve("bomb.tgz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
      new SampleFiles().with("a", "x").tar(folder.resolve("small.tar"));
      out.write(Files.readAllBytes(folder.resolve("small.tar")));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 80; i++) {
        out.write(zeros);
      }
    }
    assertTrue(error(bomb).contains("which no dataset does"), error(bomb));
    try (var kept = Files.list(folder.resolve("the-cache/unpacked"))) {
      assertEquals(List.of(), kept.filter(p -> !p.toString().endsWith(".lock")).toList());
    }
  }

  @Test
  void trustsNeitherSizesNorChecksums() throws IOException {
    byte[] contents = new byte[300];
    CRC32 crc = new CRC32();
    crc.update(contents);
    Path zip = folder.resolve("a.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      ZipEntry entry = new ZipEntry("a.jpg");
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(300);
      entry.setCrc(crc.getValue());
      out.putNextEntry(entry);
      out.write(contents);
    }
    byte[] bytes = Files.readAllBytes(zip);
    bytes[100] = 1;
    Files.write(zip, bytes);
    FileTree tree = open(zip);
    assertEquals(
        zip
            + "/a.jpg: is damaged (its checksum is not what the archive says); get the archive"
            + " again",
        assertThrows(DataException.class, () -> tree.bytes("a.jpg")).getMessage());

    Path deflated = new SampleFiles().with("b.jpg", new byte[100_000]).zip(folder.resolve("b.zip"));
    byte[] lying = Files.readAllBytes(deflated);
    int central = new String(lying, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
    lying[central + 24] = 10;
    lying[central + 25] = 0;
    lying[central + 26] = 0;
    Files.write(deflated, lying);
    String message =
        assertThrows(DataException.class, () -> open(deflated).bytes("b.jpg")).getMessage();
    assertTrue(message.contains("its size is not the 10 that the archive says"), message);
  }

  @Test
  void saysThatAnArchiveIsCutOff() throws IOException {
    SampleFiles files = new SampleFiles().with("a/1", new byte[4000]).with("b/1", new byte[4000]);
    for (Path path :
        List.of(
            files.zip(folder.resolve("a.zip")),
            files.tar(folder.resolve("a.tar")),
            files.tarGz(folder.resolve("a.tgz")))) {
      byte[] bytes = Files.readAllBytes(path);
      Files.write(path, Arrays.copyOf(bytes, Math.min(bytes.length / 2, 3000)));
      String message = error(path);
      assertTrue(message.startsWith(path.toString()) && message.contains("again"), message);
    }
  }

  /** Whatever is in an archive, the outcome is a tree or an error that names the archive. */
  @Test
  @Tag("slow")
  void damagedArchivesAreErrorsThatNameThem() throws IOException {
    SampleFiles files = new SampleFiles();
    for (int i = 0; i < 4; i++) {
      files.with("folder/with a long name " + "x".repeat(90) + i, "contents " + i);
    }
    List<Path> sound =
        List.of(
            files.zip(folder.resolve("s.zip")),
            files.tar(folder.resolve("s.tar")),
            files.tarGz(folder.resolve("s.tgz")));
    Path damaged = folder.resolve("damaged");
    for (Path archive : sound) {
      byte[] original = Files.readAllBytes(archive);
      for (int seed = 0; seed < 500; seed++) {
        Random random = new Random(seed);
        byte[] bytes = Arrays.copyOf(original, original.length - random.nextInt(3) * 100);
        for (int k = random.nextInt(8); k >= 0; k--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        Files.write(damaged, bytes);
        Files.setLastModifiedTime(damaged, FileTime.fromMillis(1000L * seed));
        try {
          FileTree tree = open(damaged);
          tree.files().forEach(file -> tree.bytes(file.name()));
        } catch (DataException e) {
          assertTrue(e.getMessage().contains(damaged.toString()), e.getMessage());
        }
      }
    }
  }

  @Test
  void leavesOutLinksOfATar() throws IOException {
    Path tar = folder.resolve("a.tar");
    try (var out =
        new org.apache.commons.compress.archivers.tar.TarArchiveOutputStream(
            Files.newOutputStream(tar))) {
      var link =
          new org.apache.commons.compress.archivers.tar.TarArchiveEntry(
              "a/passwd", org.apache.commons.compress.archivers.tar.TarConstants.LF_SYMLINK);
      link.setLinkName("/etc/passwd");
      out.putArchiveEntry(link);
      out.closeArchiveEntry();
    }
    assertEquals(List.of(), open(tar).files());
  }

  @Test
  void aNameThatIsNoTextIsSaid() throws Exception {
    assumeTrue(File.separatorChar == '/', "elsewhere names are no bytes");
    Path images = Files.createDirectories(folder.resolve("images"));
    Process touch =
        new ProcessBuilder("sh", "-c", "touch \"$(printf 'caf\\351.jpg')\"")
            .directory(images.toFile())
            .start();
    assumeTrue(touch.waitFor() == 0, "a file system that has only text");
    String message = error(images);
    assertTrue(message.startsWith(images + "/caf"), message);
    assertTrue(message.contains("expected names of files in "), message);
    assertTrue(message.contains("got other bytes where '\uFFFD' stands; rename it"), message);
  }

  /** Small archives of other programs, as {@code make_zips.py} makes them. */
  private FileTree openResource(String name) throws IOException {
    Path zip = folder.resolve(name);
    try (var in = FileTreesTest.class.getResourceAsStream("zips/" + name)) {
      Files.copy(in, zip);
    }
    return open(zip);
  }

  @Test
  void readsZipsPackedByOtherMethods() throws IOException {
    for (String name : List.of("bzip2.zip", "deflate64.zip")) {
      FileTree tree = openResource(name);
      assertEquals(
          "contents ".repeat(20), new String(tree.bytes("a/1.txt"), StandardCharsets.UTF_8), name);
      assertEquals("cont", new String(tree.start("a/1.txt", 4), StandardCharsets.UTF_8));
      assertEquals(List.of(), tree.notes());
    }
  }

  @Test
  void namesWhatAZipIsPackedBy() {
    String lzma = assertThrows(DataException.class, () -> openResource("lzma.zip")).getMessage();
    assertTrue(lzma.contains("'a/1.txt' is packed by LZMA, expected Deflate, Deflate64"), lzma);
    String encrypted =
        assertThrows(DataException.class, () -> openResource("encrypted.zip")).getMessage();
    assertTrue(
        encrypted.endsWith(
            "is encrypted, such as its 'a/1.txt'; unpack it with its password, and give the"
                + " folder"),
        encrypted);
  }

  @Test
  void saysThatNamesAreInNoKnownEncoding() throws IOException {
    assertEquals(1, openResource("shift-jis.zip").notes().size());
    FileTree dos = openResource("cp437.zip");
    assertEquals("caf\u00e9/1.txt", dos.files().get(0).name());
    assertEquals(List.of(), dos.notes());
  }

  @Test
  void saysWhatIsNoArchive() throws IOException {
    Path pointer = folder.resolve("photos.zip");
    Files.writeString(pointer, "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n");
    assertTrue(error(pointer).contains("get it with 'git lfs pull'"), error(pointer));
    Path page = Files.writeString(folder.resolve("a.zip.part"), "<html><title>Sign in</title>");
    assertTrue(error(page).contains("and not the file: the link led to a page"), error(page));
    assertTrue(error(page).contains("the download is not finished"), error(page));
    Path empty = Files.writeString(folder.resolve("empty.zip"), "");
    assertTrue(error(empty).contains("got an empty file of 0 bytes"), error(empty));
  }

  @Test
  void saysWhichLinksLeadNowhere() throws IOException {
    Path root = new SampleFiles().with("a/1", "x").folder(folder.resolve("links"));
    Files.createSymbolicLink(root.resolve("a/2"), root.resolve("gone"));
    FileTree tree = open(root);
    assertEquals(1, tree.files().size());
    assertEquals(List.of("1 link that leads nowhere left out, the first a/2."), tree.notes());
  }
}
