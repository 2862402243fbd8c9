package org.heredity.datasets.official;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.heredity.api.dataset.DatasetRequest.Unreadable;
import org.heredity.api.dataset.Superclasses;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.datasets.SampleFiles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Layouts of image files. */
class OfficialFormatTest extends FormatCase {
  private static SampleFiles flowerImages(String above) {
    SampleFiles images = new SampleFiles();
    for (int i = 1; i <= 6; i++) {
      images.image(above + "jpg/image_0000" + i + ".jpg", 0x010101 * i * 30);
    }
    return images;
  }

  private static SampleFiles flowerLists(SampleFiles files) {
    int[] labels = new int[6 + 102];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i < 6 ? new int[] {102, 1, 1, 102, 2, 2}[i] : i - 5;
    }
    return files
        .with("imagelabels.mat", MatSamples.of().doubles("labels", labels).bytes())
        .with(
            "setid.mat",
            MatSamples.of()
                .doubles("trnid", IntStream.concat(IntStream.of(4, 2), rest()).toArray())
                .doubles("valid", 5)
                .doubles("tstid", 3, 1, 6)
                .bytes());
  }

  /** An image of every class, so that none is empty. */
  private static IntStream rest() {
    return IntStream.rangeClosed(7, 108);
  }

  private static SampleFiles flowers(String above) {
    SampleFiles images = flowerImages(above);
    rest().forEach(i -> images.image(above + "jpg/image_%05d.jpg".formatted(i), i));
    return images;
  }

  @Test
  void flowers102() throws IOException {
    Path extracted = flowerLists(flowers("")).folder(folder.resolve("flowers"));
    Dataset dataset = open("flowers102", extracted);
    assertEquals(102, dataset.classes().size());
    assertEquals("pink primrose", dataset.classes().get(0));
    assertEquals("blackberry lily", dataset.classes().get(101));
    assertEquals(
        List.of("jpg/image_00004.jpg=101", "jpg/image_00002.jpg=0", "jpg/image_00007.jpg=0"),
        ids(dataset.train()).subList(0, 3));
    assertEquals("jpg/image_00005.jpg=1", ids(dataset.train()).get(104), "valid comes last");
    assertEquals(
        List.of("jpg/image_00003.jpg=0", "jpg/image_00001.jpg=101", "jpg/image_00006.jpg=1"),
        ids(dataset.test()));
    assertEquals(120, red(dataset.train(), 0), 2);

    Path downloaded = flowerLists(new SampleFiles()).folder(folder.resolve("downloaded"));
    Path tgz = flowers("").tarGz(downloaded.resolve("102flowers.tgz"));
    for (Path path : List.of(downloaded, tgz)) {
      Dataset packed = open("flowers102", path);
      assertEquals(dataset.digest(), packed.digest());
      assertEquals(ids(dataset.test()), ids(packed.test()));
    }
    Path zip = flowerLists(flowers("")).zip(folder.resolve("flowers.zip"));
    assertEquals(dataset.digest(), open("flowers102", zip).digest());
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    Path root = flowerLists(flowers("")).folder(folder.resolve("flowers"));
    Files.delete(root.resolve("jpg/image_00007.jpg"));
    Files.delete(root.resolve("jpg/image_00003.jpg"));
    assertEquals(
        root
            + ": 2 of 108 listed images are missing, the first jpg/image_00007.jpg; get the images"
            + " again, or have unreadable images skipped",
        error("", root));
    Files.delete(root.resolve("jpg/image_00006.jpg"));
    Files.copy(root.resolve("jpg/image_00002.jpg"), root.resolve("jpg/image_00007.jpg"));
    Dataset lenient = formats.open(request(root, Unreadable.SKIP));
    assertEquals(1, lenient.test().size());
    assertEquals(
        "2 of 108 listed images are missing, the first jpg/image_00003.jpg.",
        lenient.notes().get(0));
    assertTrue(
        lenient.notes().get(1).startsWith("There are no test images of pink primrose, "),
        lenient.notes().get(1));
    Files.write(root.resolve("setid.mat"), new byte[300]);
    assertTrue(
        error("", root).startsWith(root + "/setid.mat: is not a MATLAB file of version 5 to 7"),
        error("", root));
    Files.delete(root.resolve("setid.mat"));
    assertEquals(
        root
            + ": expected 'setid.mat' of flowers102, found none; './heredity datasets get"
            + " flowers102' gets all of it or tells where it is",
        error("flowers102", root));
  }

  @Test
  @Tag("slow")
  void hostileMatFilesAreErrors() throws IOException {
    byte[] sound = MatSamples.of().doubles("labels", 1, 2, 3, 4, 5, 6).bytes();
    for (int seed = 0; seed < 400; seed++) {
      byte[] bytes = sound.clone();
      java.util.Random random = new java.util.Random(seed);
      for (int k = 0; k < 3; k++) {
        bytes[128 + random.nextInt(bytes.length - 128)] = (byte) random.nextInt(256);
      }
      Contents contents =
          new Contents(
              "flowers102",
              org.heredity.datasets.files.FileTrees.open(
                  new SampleFiles()
                      .with("imagelabels.mat", bytes)
                      .folder(folder.resolve("m" + seed)),
                  folder,
                  org.heredity.api.dataset.OpeningProgress.NONE));
      try {
        new MatFile(contents, "imagelabels.mat").integers("labels", 1, 102);
      } catch (DataException e) {
        assertTrue(e.getMessage().contains("imagelabels.mat"), e.getMessage());
      }
    }
  }

  @Test
  void cub200() throws IOException {
    String top = "CUB_200_2011/";
    SampleFiles files =
        new SampleFiles()
            .with("attributes.txt", "1 has_bill_shape::curved\n")
            .with(top + "classes.txt", "1 001.Albatross\n2 002.Auk\n")
            .with(
                top + "images.txt",
                "1 001.Albatross/A_1.jpg\n2 001.Albatross/A_2.jpg\n3 002.Auk/B_3.jpg\n"
                    + "4 002.Auk/B_4.jpg\n")
            .with(top + "image_class_labels.txt", "1 1\n2 1\n3 2\n4 2\n")
            .with(top + "train_test_split.txt", "1 0\n2 1\n3 1\n4 0\n")
            .image(top + "images/001.Albatross/A_1.jpg", 0x101010)
            .image(top + "images/001.Albatross/A_2.jpg", 0x202020)
            .image(top + "images/002.Auk/B_3.jpg", 0x303030)
            .image(top + "images/002.Auk/B_4.jpg", 0x404040);
    Path extracted = files.folder(folder.resolve("birds"));
    Path tgz = files.tarGz(folder.resolve("CUB_200_2011.tgz"));
    for (Path path : List.of(extracted, extracted.resolve("CUB_200_2011"), tgz)) {
      Dataset dataset = open("cub200", path);
      assertEquals(List.of("001.Albatross", "002.Auk"), dataset.classes());
      assertEquals(
          List.of("images/001.Albatross/A_2.jpg=0", "images/002.Auk/B_3.jpg=1"),
          ids(dataset.train()));
      assertEquals(
          List.of("images/001.Albatross/A_1.jpg=0", "images/002.Auk/B_4.jpg=1"),
          ids(dataset.test()));
      assertEquals(0x40, red(dataset.test(), 1), 2);
    }
    Files.writeString(extracted.resolve(top + "train_test_split.txt"), "1 0\n2 1\n3 7\n4 0\n");
    assertEquals(
        extracted
            + "/CUB_200_2011/images.txt: image 3 has class 2 and split '7' in the other lists,"
            + " expected one of classes.txt and 0 or 1; get it again",
        error("", extracted));
  }

  @Test
  void mit67() throws IOException {
    SampleFiles images =
        new SampleFiles()
            .image("Images/kitchen/k1.jpg", 0x101010)
            .image("Images/kitchen/k2.jpg", 0x202020)
            .image("Images/bar/b1.jpg", 0x303030)
            .image("Images/bar/b2.jpg", 0x404040);
    SampleFiles lists =
        new SampleFiles()
            .with("TrainImages.txt", "kitchen/k2.jpg\r\nbar/b1.jpg\r\n")
            .with("TestImages.txt", "kitchen/k1.jpg\nbar/b2.jpg");
    Path extracted = lists.folder(images.folder(folder.resolve("scenes")));
    Path packed = lists.folder(folder.resolve("packed"));
    Path tar = images.tar(packed.resolve("indoorCVPR_09.tar"));
    for (Path path : List.of(extracted, packed, tar)) {
      Dataset dataset = open("mit67", path);
      assertEquals(List.of("bar", "kitchen"), dataset.classes());
      assertEquals(List.of("Images/kitchen/k2.jpg=1", "Images/bar/b1.jpg=0"), ids(dataset.train()));
      assertEquals(List.of("Images/kitchen/k1.jpg=1", "Images/bar/b2.jpg=0"), ids(dataset.test()));
      assertEquals(0x10, red(dataset.test(), 0), 2);
    }
    Files.writeString(extracted.resolve("TestImages.txt"), "cellar/c.jpg");
    assertEquals(
        extracted
            + "/TestImages.txt: the class of 'cellar/c.jpg' has no training image; get it again",
        error("", extracted));
  }

  @Test
  void stanford40() throws IOException {
    SampleFiles images =
        new SampleFiles()
            .image("JPEGImages/waving_001.jpg", 0x101010)
            .image("JPEGImages/waving_002.jpg", 0x202020)
            .image("JPEGImages/blowing_bubbles_001.jpg", 0x303030)
            .image("JPEGImages/blowing_bubbles_002.jpg", 0x404040);
    SampleFiles lists =
        new SampleFiles()
            .with(
                "ImageSplits/actions.txt",
                "action_name\tnumber_of_man_images\nwaving \t2\nblowing_bubbles \t 2\n")
            .with("ImageSplits/train.txt", "not used")
            .with("ImageSplits/waving_train.txt", "waving_001.jpg\n")
            .with("ImageSplits/waving_test.txt", "waving_002.jpg\n")
            .with("ImageSplits/blowing_bubbles_train.txt", "blowing_bubbles_002.jpg\n")
            .with("ImageSplits/blowing_bubbles_test.txt", "blowing_bubbles_001.jpg\n");
    Path extracted = lists.folder(images.folder(folder.resolve("actions")));
    Path packed = Files.createDirectory(folder.resolve("packed"));
    images.zip(packed.resolve("Stanford40_JPEGImages.zip"));
    Path splits = lists.zip(packed.resolve("Stanford40_ImageSplits.zip"));
    for (Path path : List.of(extracted, packed, splits)) {
      Dataset dataset = open("stanford40", path);
      assertEquals(List.of("waving", "blowing_bubbles"), dataset.classes());
      assertEquals(
          List.of("JPEGImages/waving_001.jpg=0", "JPEGImages/blowing_bubbles_002.jpg=1"),
          ids(dataset.train()));
      assertEquals(0x30, red(dataset.test(), 1), 2);
    }
  }

  @Test
  void dogs120() throws IOException {
    String hound = "n02088094-Afghan_hound/n02088094_";
    String pug = "n02110958-pug/n02110958_";
    SampleFiles images =
        new SampleFiles()
            .image("Images/" + hound + "1.jpg", 0x101010)
            .image("Images/" + hound + "2.jpg", 0x202020)
            .image("Images/" + pug + "1.jpg", 0x303030)
            .image("Images/" + pug + "2.jpg", 0x404040);
    byte[] train =
        MatSamples.of()
            .texts("file_list", hound + "2.jpg", pug + "1.jpg")
            .doubles("labels", 1, 2)
            .bytes();
    byte[] test =
        MatSamples.of()
            .texts("file_list", pug + "2.jpg", hound + "1.jpg")
            .doubles("labels", 2, 1)
            .bytes();
    SampleFiles lists = new SampleFiles().with("train_list.mat", train).with("test_list.mat", test);
    Path extracted = images.folder(folder.resolve("dogs"));
    new SampleFiles()
        .with("lists/train_list.mat", train)
        .with("lists/test_list.mat", test)
        .folder(extracted);
    Path packed = Files.createDirectory(folder.resolve("packed"));
    images.tar(packed.resolve("images.tar"));
    Path listed = lists.tar(packed.resolve("lists.tar"));
    for (Path path : List.of(extracted, packed, listed)) {
      Dataset dataset = open("dogs120", path);
      assertEquals(List.of("Afghan_hound", "pug"), dataset.classes());
      assertEquals(
          List.of("Images/" + hound + "2.jpg=0", "Images/" + pug + "1.jpg=1"),
          ids(dataset.train()));
      assertEquals(0x40, red(dataset.test(), 0), 2);
    }
    Files.write(
        extracted.resolve("lists/test_list.mat"),
        MatSamples.of().texts("file_list", pug + "2.jpg").doubles("labels", 1).bytes());
    assertEquals(
        extracted + "/lists/test_list.mat: class 1 is both 'Afghan_hound' and 'pug'; get it again",
        error("", extracted));
  }

  @Test
  void imagenet() throws IOException {
    SampleFiles files =
        new SampleFiles()
            .image("train/n01440764/n01440764_1.JPEG", 0x101010)
            .image("train/n01440764/n01440764_2.JPEG", 0x202020)
            .image("train/n02102040/n02102040_1.JPEG", 0x303030)
            .image("val/n02102040/ILSVRC2012_val_00000001.JPEG", 0x404040)
            .image("val/n01440764/ILSVRC2012_val_00000002.JPEG", 0x505050);
    Path root = files.folder(folder.resolve("imagenet"));
    Dataset dataset = open("imagenet", root);
    assertEquals(List.of("n01440764", "n02102040"), dataset.classes());
    assertEquals(3, dataset.train().size());
    assertEquals(
        List.of(
            "val/n01440764/ILSVRC2012_val_00000002.JPEG=0",
            "val/n02102040/ILSVRC2012_val_00000001.JPEG=1"),
        ids(dataset.test()));
    SampleFiles wrapped = new SampleFiles().with("some/readme.txt", "");
    files.into(wrapped, "some/");
    for (Path archive :
        List.of(files.zip(folder.resolve("i.zip")), wrapped.tar(folder.resolve("i.tar")))) {
      Dataset packed = open("imagenet", archive);
      assertEquals(dataset.digest(), packed.digest());
      assertEquals(ids(dataset.test()), ids(packed.test()));
    }
    Files.writeString(
        root.resolve("LOC_synset_mapping.txt"),
        "n01440764 tench, Tinca tinca\nn02102040 English springer\n");
    Files.writeString(
        root.resolve("superclasses.txt"), "# of mine\nn02102040 dog\n\nn01440764\tbony fish\n");
    assertEquals(new Superclasses(List.of("dog", "bony fish"), List.of(1, 0)), superclasses(root));
    assertEquals(
        List.of("tench, Tinca tinca", "English springer"), open("imagenet", root).classes());
  }
}
