package org.heredity.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.api.dataset.DatasetRequest.Unreadable;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.data.ImageSource;
import org.heredity.datasets.files.RecentArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where splits and classes are, in the layouts that published archives have. */
class FolderLayoutTest {
  @TempDir private Path folder;

  private int archives;

  private Dataset open(SampleFiles files) throws IOException {
    return open(files, Unreadable.FAIL);
  }

  private Dataset open(SampleFiles files, Unreadable unreadable) throws IOException {
    Path zip = files.zip(folder.resolve("a" + archives++ + ".zip"));
    return open(zip, unreadable);
  }

  private Dataset open(Path path, Unreadable unreadable) {
    return new FolderFormat(new RecentArchive())
        .open(new DatasetRequest("mine", path, 7, unreadable, folder.resolve("the-cache")));
  }

  private String error(SampleFiles files) throws IOException {
    Path zip = files.zip(folder.resolve("a" + archives++ + ".zip"));
    String message =
        assertThrows(DataException.class, () -> open(zip, Unreadable.FAIL)).getMessage();
    return message.replace(zip.toString(), "ZIP");
  }

  private static List<String> ids(ImageSource source) {
    return IntStream.range(0, source.size()).mapToObj(source::id).toList();
  }

  private static SampleFiles classes(String above) {
    return classes(new SampleFiles(), above);
  }

  private static SampleFiles classes(SampleFiles files, String above) {
    return files
        .image(above + "cat/1.png", above.hashCode())
        .image(above + "cat/2.png", above.hashCode() + 1)
        .image(above + "dog/1.png", above.hashCode() + 2)
        .image(above + "dog/2.png", above.hashCode() + 3);
  }

  @ParameterizedTest
  @CsvSource({
    "train, test",
    "Train, Test",
    "TRAIN, TEST",
    "Training, Testing",
    "training, test",
    "training_set, test_set",
    "TrainSet, TestSet",
    "train-data, test-data",
    "train_images, test images",
  })
  void splitsAreCalledInManyWaysAndLieAnywhere(String train, String test) throws IOException {
    for (String above : List.of("", "photos/", "archive/photos/", "a/b/c/d/e/f/")) {
      SampleFiles files = classes(above + train + "/");
      Dataset dataset = open(classes(files, above + test + "/").with("a/labels/a.csv", "x"));
      assertEquals(List.of("cat", "dog"), dataset.classes());
      assertEquals(train + "/cat/1.png", dataset.train().id(0));
      assertEquals(test + "/dog/2.png", dataset.test().id(3));
      assertEquals(4, dataset.train().size());
      assertEquals(4, dataset.test().size());
      assertEquals(Optional.empty(), dataset.validation());
      assertEquals(List.of(), dataset.notes());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"val", "Valid", "validation", "eval"})
  void validationIsTheTestSetWhereThereIsNoOther(String val) throws IOException {
    Dataset dataset = open(classes(classes("x/train/"), "x/" + val + "/"));
    assertEquals(4, dataset.train().size());
    assertEquals(val + "/cat/1.png", dataset.test().id(0));
    assertEquals(4, dataset.test().size());
    assertEquals(Optional.empty(), dataset.validation());
    assertEquals(
        List.of("There is no test split: '" + val + "' is the test set."), dataset.notes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"val", "valid", "Validation", "eval"})
  void validationBesideATestIsForChoices(String val) throws IOException {
    SampleFiles two = classes(classes("train/"), "test/");
    String digest = open(two).digest();
    Dataset dataset = open(classes(two, val + "/"));
    assertEquals(4, dataset.train().size());
    assertEquals(4, dataset.test().size());
    ImageSource validation = dataset.validation().orElseThrow();
    assertEquals(
        List.of(val + "/cat/1.png", val + "/cat/2.png", val + "/dog/1.png", val + "/dog/2.png"),
        ids(validation));
    assertEquals(1, validation.label(2));
    assertEquals(6, validation.read(0).width());
    assertEquals(
        List.of(
            "Choices are made on the images of '"
                + val
                + "', and no training image is held out; under the paper protocol they are left"
                + " out."),
        dataset.notes());
    assertNotEquals(digest, dataset.digest());
    assertNotEquals(digest, open(two.image(val + "/cat/1.png", 5)).digest());
  }

  @Test
  void splitsMayBeInEveryClass() throws IOException {
    SampleFiles files = new SampleFiles();
    for (String name : List.of("cat", "dog")) {
      for (String split : List.of("Train", "Test", "valid")) {
        files.image("x/" + name + "/" + split + "/1.png", split.hashCode() + name.hashCode());
      }
    }
    Dataset dataset = open(files);
    assertEquals(List.of("cat", "dog"), dataset.classes());
    assertEquals(List.of("cat/Train/1.png", "dog/Train/1.png"), ids(dataset.train()));
    assertEquals(List.of("cat/Test/1.png", "dog/Test/1.png"), ids(dataset.test()));
    assertEquals(
        List.of("cat/valid/1.png", "dog/valid/1.png"), ids(dataset.validation().orElseThrow()));
    assertEquals(
        "ZIP/x/: some class folders hold splits, but not x/cow/; lay out all images as"
            + " train/<class>/ and test/<class>/",
        error(files.image("x/cow/1.png", 0)));
  }

  @Test
  void oneClassMayBeCalledLikeASplit() throws IOException {
    SampleFiles files = classes("v/");
    Dataset vehicles = open(files.image("v/train/1.png", 1).image("v/train/2.png", 2));
    assertEquals(List.of("cat", "dog", "train"), vehicles.classes());
    SampleFiles split = classes(classes("train/"), "test/");
    Dataset both = open(split.image("train/train/1.png", 1).image("test/train/1.png", 2));
    assertEquals(List.of("cat", "dog", "train"), both.classes());
    assertEquals(5, both.test().size());
  }

  @Test
  void twoClassesThatLookLikeSplitsAreRefused() throws IOException {
    assertEquals(
        "ZIP/x/: x/Test/, x/Train/ look like splits, but hold images without class folders; put the"
            + " images into x/Test/<class>/, or rename the folders if they are classes",
        error(new SampleFiles().image("x/Train/1.png", 0).image("x/Test/1.png", 0)));
  }

  @Test
  void whatCanBeReadInTwoWaysIsRefused() throws IOException {
    assertEquals(
        "ZIP: there are splits in large/, small/; give one of them as the path (of an archive:"
            + " unpack it, or remove the others)",
        error(classes(classes("large/train/"), "small/train/")));
    assertEquals(
        "ZIP: color/, grey/ hold the same class folders, such as 'cat'; give one of them as the"
            + " path (of an archive: unpack it, or remove the others)",
        error(classes(classes("color/"), "grey/")));
    assertEquals(
        "ZIP: 'Train' and 'training' both look like the training split; put their images"
            + " together, or rename one",
        error(classes(classes("Train/"), "training/")));
    assertEquals(
        "ZIP: 'train' looks like a split, with class folders in it, but beside it are bus/, car/;"
            + " move them away if it is one, or rename it if it is a class",
        error(classes("train/").image("bus/1.png", 0).image("car/1.png", 0)));
  }

  @Test
  void whatLiesElsewhereIsSaid() throws IOException {
    SampleFiles files = classes(classes("a/train/"), "a/val/");
    Dataset dataset = open(classes(files, "a/a/train/").image("a/test/1.png", 0));
    assertEquals(4, dataset.train().size());
    assertEquals(
        List.of(
            "'test' has no class folders, so no labels and is left out.",
            "There is no test split: 'val' is the test set.",
            "5 images outside of a/train/, a/val/ are left out."),
        dataset.notes());
  }

  @Test
  void foldersAroundTheClassesOfASplitDoNotCount() throws IOException {
    Dataset dataset = open(classes(classes("seg/train/train/"), "seg/test/test/"));
    assertEquals(List.of("cat", "dog"), dataset.classes());
    assertEquals(4, dataset.test().size());
    Dataset nested = open(classes(new SampleFiles(), "archive/photos/all/"));
    assertEquals(List.of("cat", "dog"), nested.classes());
    assertTrue(ids(nested.train()).contains("cat/1.png") || nested.test().size() == 2);
  }

  @Test
  void classesThatAreEmptyInBothSplitsAreLeftOut() throws IOException {
    for (Unreadable unreadable : Unreadable.values()) {
      SampleFiles files = classes(classes("train/"), "test/");
      Dataset dataset =
          open(
              files
                  .with("train/ant/", "")
                  .with("test/ant/", "")
                  .with("train/bee/readme.txt", "none yet")
                  .with("train/eel/1.png", ""),
              unreadable == Unreadable.FAIL ? Unreadable.SKIP : unreadable);
      if (unreadable == Unreadable.KEEP) {
        assertEquals(List.of("cat", "dog", "eel"), dataset.classes());
        continue;
      }
      assertEquals(List.of("cat", "dog"), dataset.classes());
      assertEquals(1, dataset.train().label(3));
      assertTrue(
          dataset.notes().contains("Class folders without an image are left out: ant, bee."),
          "" + dataset.notes());
      assertTrue(
          dataset.notes().contains("Classes of which no image is left are left out: eel."),
          "" + dataset.notes());
    }
    SampleFiles files = classes(classes("train/"), "test/").with("train/ant/", "");
    assertEquals(List.of("Class folders without an image are left out: ant."), open(files).notes());
    assertEquals(
        "ZIP/test/ant: class 'ant' is in test but not in train, which has cat, dog; add training"
            + " images of it or remove the folder",
        error(files.image("test/ant/1.png", 0)));
  }

  @Test
  void namesThatDifferInUnicodeFormOnlyAreOneClass() throws IOException {
    String composed = "caf\u00e9";
    String decomposed = Normalizer.normalize(composed, Normalizer.Form.NFD);
    assertNotEquals(composed, decomposed);
    SampleFiles files = classes(classes("train/"), "test/");
    Dataset dataset =
        open(
            files
                .image("train/" + decomposed + "/1.png", 0)
                .image("test/" + composed + "/1.png", 1));
    assertEquals(List.of(composed, "cat", "dog"), dataset.classes());
    assertEquals("test/" + composed + "/1.png", dataset.test().id(0));
    assertEquals(0, dataset.test().label(0));
    assertEquals(List.of(), dataset.notes());
  }
}
