package org.heredity.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.api.dataset.DatasetRequest.Unreadable;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.data.ImageSource;
import org.heredity.data.RgbImage;
import org.heredity.datasets.files.RecentArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderFormatTest {
  @TempDir private Path folder;

  private final FolderFormat format = new FolderFormat(new RecentArchive());

  private Dataset open(Path path) {
    return open(path, Unreadable.FAIL);
  }

  private Dataset open(Path path, Unreadable unreadable) {
    return format.open(
        new DatasetRequest("mine", path, 7, unreadable, folder.resolve("the-cache")));
  }

  private String error(SampleFiles files) throws IOException {
    Path zip = files.zip(folder.resolve("bad.zip"));
    String ofZip = assertThrows(DataException.class, () -> open(zip)).getMessage();
    Path tar = files.tar(folder.resolve("bad.tar"));
    String ofTar = assertThrows(DataException.class, () -> open(tar)).getMessage();
    assertEquals(ofZip.replace("bad.zip", "bad.tar"), ofTar);
    return ofZip.replace(zip.toString(), "ZIP");
  }

  private static SampleFiles split(String wrap) {
    return new SampleFiles()
        .image(wrap + "train/cat/2.jpg", 0x0000FF)
        .image(wrap + "train/cat/10.PNG", 0x00FF00)
        .image(wrap + "train/bird/1.jpeg", 0xFF0000)
        .image(wrap + "test/cat/1.png", 0x102030)
        .image(wrap + "test/bird/1.png", 0x405060);
  }

  private static List<String> ids(ImageSource source) {
    return IntStream.range(0, source.size()).mapToObj(source::id).toList();
  }

  @Test
  void readsTheSameFromFolderAndArchives() throws IOException {
    Dataset plain = open(split("").folder(folder.resolve("plain")));
    assertEquals(List.of("bird", "cat"), plain.classes());
    assertEquals(
        List.of("train/bird/1.jpeg", "train/cat/10.PNG", "train/cat/2.jpg"), ids(plain.train()));
    assertEquals(List.of("test/bird/1.png", "test/cat/1.png"), ids(plain.test()));
    assertEquals(0, plain.train().label(0));
    assertEquals(1, plain.train().label(2));
    assertEquals(List.of(), plain.notes());

    SampleFiles wrapped =
        split("photos/")
            .with("__MACOSX/photos/train/cat/._2.jpg", "resource fork")
            .with("photos/.DS_Store", "x")
            .with("photos/train/.hidden/1.jpg", "x");
    for (Path path :
        List.of(
            wrapped.folder(folder.resolve("wrapped")),
            wrapped.zip(folder.resolve("a.zip")),
            wrapped.tar(folder.resolve("a.tar")),
            wrapped.tarGz(folder.resolve("a.tar.gz")),
            wrapped.tarGz(folder.resolve("named-as-you-like")))) {
      assertTrue(format.recognises(path));
      Dataset other = open(path);
      assertEquals(plain.digest(), other.digest(), "" + path);
      assertEquals(ids(plain.train()), ids(other.train()));
      assertEquals(plain.classes(), other.classes());
      RgbImage image = other.test().read(1);
      assertEquals(6, image.width());
      assertEquals(4, image.height());
      assertEquals(0x10, image.rgb()[0]);
      assertEquals(0x30, image.rgb()[71]);
    }
  }

  @Test
  void digestFollowsTheContents() throws IOException {
    Path root = split("").folder(folder.resolve("d"));
    String first = open(root).digest();
    assertEquals(first, open(root).digest(), "from the cache");
    Path image = root.resolve("train/bird/1.jpeg");
    Files.write(image, SampleFiles.picture(0x123456, "jpeg"));
    String changed = open(root).digest();
    assertNotEquals(first, changed);
    Files.move(image, root.resolve("train/bird/2.jpeg"));
    assertNotEquals(changed, open(root).digest());
  }

  @Test
  void aCacheThatIsDamagedOrCannotBeWrittenOnlyCostsTime() throws IOException {
    Path root = split("").folder(folder.resolve("d"));
    String digest = open(root).digest();
    try (Stream<Path> kept = Files.list(folder.resolve("the-cache/contents"))) {
      for (Path index : kept.toList()) {
        byte[] bytes = Files.readAllBytes(index);
        Files.write(index, Arrays.copyOf(bytes, bytes.length - 9));
      }
    }
    assertEquals(digest, open(root).digest());
    Path file = Files.createFile(folder.resolve("no-folder"));
    DatasetRequest request =
        new DatasetRequest("mine", root, 7, Unreadable.FAIL, file.resolve("cache"));
    assertEquals(digest, format.open(request).digest());
  }

  @Test
  void splitsWhatComesWithoutASplit() throws IOException {
    SampleFiles files = new SampleFiles();
    for (int i = 0; i < 20; i++) {
      files.image("a/" + i + ".jpg", i);
      if (i < 5) {
        files.image("b/" + i + ".jpg", i);
      }
    }
    Path zip = files.zip(folder.resolve("a.zip"));
    Dataset dataset = open(zip);
    assertEquals(20, dataset.train().size());
    assertEquals(5, dataset.test().size());
    assertEquals(1, ids(dataset.test()).stream().filter(id -> id.startsWith("b/")).count());
    Set<String> all = new HashSet<>(ids(dataset.train()));
    all.addAll(ids(dataset.test()));
    assertEquals(25, all.size());
    assertEquals(
        List.of(
            "The images came without a split: 5 of 25 were set apart for the test, stratified by"
                + " class, with seed 7."),
        dataset.notes());
    assertEquals(ids(dataset.test()), ids(open(zip).test()));
    DatasetRequest other = new DatasetRequest("mine", zip, 8, Unreadable.FAIL, folder);
    assertNotEquals(ids(dataset.test()), ids(format.open(other).test()));
    assertEquals(
        "ZIP/b/0.jpg: is the only image of class 'b'; a split needs at least 2, add images or"
            + " remove the class",
        error(new SampleFiles().image("a/1.jpg", 0).image("a/2.jpg", 0).image("b/0.jpg", 0)));
  }

  @Test
  void namesWhatIsWrong() throws IOException {
    assertEquals(
        "ZIP/test/dog: class 'dog' is in test but not in train, which has bird, cat; add training"
            + " images of it or remove the folder",
        error(split("").image("test/dog/1.jpg", 0)));
    assertEquals(
        "ZIP: has no images; expected JPEG, PNG, WebP, TIFF, GIF, BMP or PPM files in a folder for"
            + " every class",
        error(new SampleFiles().with("a/readme.txt", "none yet")));
    assertEquals(
        "ZIP/train: expected training images in class folders beside 'test', found none; add them",
        error(new SampleFiles().image("test/dog/1.jpg", 0)));
    assertEquals(
        "image 'ZIP/train/cat/2.jpg' is empty (0 bytes); replace the file or remove it from the"
            + " dataset",
        error(split("").with("train/cat/2.jpg", new byte[0])));
    assertEquals(
        "dataset 'mine' needs at least 2 classes, has [only]",
        error(new SampleFiles().image("only/1.jpg", 0).image("only/2.jpg", 0)));
  }

  @Test
  void failsOnAnImageThatCannotBeDecodedOrLeavesItOut() throws IOException {
    SampleFiles files = split("").with("train/cat/2.jpg", "no image at all");
    Path root = files.folder(folder.resolve("d"));
    Dataset strict = open(root);
    DataException e = assertThrows(DataException.class, () -> strict.train().read(2));
    assertTrue(e.getMessage().startsWith("image '" + root + "/train/cat/2.jpg'"), e.getMessage());
    for (int pass = 0; pass < 2; pass++) {
      Dataset lenient = open(root, Unreadable.SKIP);
      assertEquals(List.of("train/bird/1.jpeg", "train/cat/10.PNG"), ids(lenient.train()));
      assertEquals(
          List.of(
              "1 image that cannot be decoded was left out, the first "
                  + root
                  + "/train/cat/2.jpg."),
          lenient.notes());
      assertNotEquals(strict.digest(), lenient.digest());
    }
    Files.writeString(root.resolve("train/cat/10.PNG"), "");
    assertEquals(
        root
            + ": class 'cat' has no training image that can be decoded; add images or remove the"
            + " class",
        assertThrows(DataException.class, () -> open(root, Unreadable.SKIP)).getMessage());
  }

  @Test
  void tellsWhatItLeavesOut() throws IOException {
    Dataset dataset =
        open(
            split("")
                .with("train/cat/notes.txt", "x")
                .image("train/stray.jpg", 0)
                .image("train/dog/1.jpg", 0)
                .folder(folder.resolve("d")));
    assertEquals(
        List.of(
            "2 files of train/ that are no image in a class folder left out, the first"
                + " train/cat/notes.txt.",
            "There are no test images of dog."),
        dataset.notes());
  }

  @Test
  void doesNotTakeJustAnyFile() throws IOException {
    Path text = Files.writeString(folder.resolve("a.zip"), "not an archive");
    assertFalse(format.recognises(text));
    assertFalse(format.recognises(folder.resolve("nothing")));
    String message = assertThrows(DataException.class, () -> open(text)).getMessage();
    assertEquals(
        text
            + ": expected a folder or a whole .zip, .tar or .tar.gz archive, got a file that starts"
            + " with the bytes 6E 6F 74 20 61 6E 20 61; convert it to PNG if it is an image",
        message);
  }

  @Test
  @Tag("slow")
  void readsCifarOfJpegs() {
    Dataset dataset = open(sharedData("cifar10-jpg.zip"));
    assertEquals(50_000, dataset.train().size());
    assertEquals(10_000, dataset.test().size());
    assertEquals(
        List.of(
            "airplane",
            "automobile",
            "bird",
            "cat",
            "deer",
            "dog",
            "frog",
            "horse",
            "ship",
            "truck"),
        dataset.classes());
    assertEquals(32, dataset.train().read(49_999).width());
  }

  static Path sharedData(String name) {
    Path here = Path.of("").toAbsolutePath();
    while (here != null && !Files.exists(here.resolve("shared/data").resolve(name))) {
      here = here.getParent();
    }
    assumeTrue(here != null, "no shared/data/" + name + " above the working directory");
    return here.resolve("shared/data").resolve(name);
  }
}
