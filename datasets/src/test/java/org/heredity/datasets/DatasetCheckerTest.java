package org.heredity.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.heredity.api.dataset.DatasetFacts;
import org.heredity.api.dataset.DatasetFormats;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.api.dataset.DatasetRequest.Unreadable;
import org.heredity.api.result.Finding;
import org.heredity.api.result.Finding.Severity;
import org.heredity.datasets.files.RecentArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCheckerTest {
  @TempDir private Path folder;

  private DatasetCheck check(SampleFiles files) throws Exception {
    Path zip = files.zip(folder.resolve("a.zip"));
    return new DatasetChecker(new DatasetFormats(List.of(new FolderFormat(new RecentArchive()))))
        .check(
            new DatasetRequest("mine", zip, 1, Unreadable.FAIL, folder.resolve("cache")),
            (done, total) -> assertTrue(done <= total));
  }

  private static SampleFiles sound() {
    return new SampleFiles()
        .image("train/cat/1.png", 0x0000FF)
        .image("train/cat/2.png", 0x0000FE)
        .image("train/dog/1.png", 0xFF0000)
        .image("test/cat/1.png", 0x00FF00)
        .image("test/dog/1.png", 0x00FE00);
  }

  @Test
  void findsNothingInASoundDataset() throws Exception {
    DatasetCheck check = check(sound());
    assertEquals("folder", check.format());
    assertEquals(
        List.of(new DatasetCheck.ClassCount("cat", 2, 1), new DatasetCheck.ClassCount("dog", 1, 1)),
        check.classes());
    assertEquals(List.of(), check.findings());
  }

  @Test
  void findsLeaksAndUnreadableImages() throws Exception {
    byte[] png = SampleFiles.picture(0x0000FF, "png");
    byte[] same = java.util.Arrays.copyOf(png, png.length + 1);
    DatasetCheck check =
        check(
            sound()
                .with("test/cat/copy.png", png)
                .with("test/dog/repacked.png", same)
                .with("train/dog/broken.jpg", new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF})
                .with("train/dog/empty.jpg", ""));
    assertEquals(
        List.of(
            new DatasetCheck.Duplicate("test/cat/copy.png", "train/cat/1.png", true, true),
            new DatasetCheck.Duplicate("test/dog/repacked.png", "train/cat/1.png", false, false)),
        check.duplicates());
    assertEquals(
        List.of("train/dog/broken.jpg", "train/dog/empty.jpg"),
        check.unreadable().stream().map(DatasetCheck.Unreadable::id).toList());
    assertEquals(
        List.of(
            new Finding(
                "unreadable-images",
                Severity.WARNING,
                "mine",
                "2 images cannot be decoded, the first train/dog/broken.jpg."),
            new Finding(
                "test-images-in-training",
                Severity.ERROR,
                "mine",
                "2 of 4 test images stand in training too, such as test/cat/copy.png as"
                    + " train/cat/1.png.")),
        check.findings());
  }

  @Test
  void comparesWithTheOfficialNumbers() {
    DatasetFacts official = new DatasetFacts("", 2, 6, 2, "", "").perClass(3, 1);
    List<DatasetCheck.ClassCount> counts =
        new ArrayList<>(
            List.of(
                new DatasetCheck.ClassCount("a", 3, 1), new DatasetCheck.ClassCount("b", 2, 1)));
    DatasetCheck check =
        new DatasetCheck("d", "f", "", official, counts, List.of(), List.of(), List.of());
    assertEquals(
        List.of("5 training images, officially 6", "2 training images of b, officially 3"),
        check.deviations());
    assertEquals(
        List.of(
            new Finding(
                "dataset-not-official",
                Severity.WARNING,
                "d",
                "5 training images, officially 6; 1 more such numbers.")),
        check.findings());
  }

  @Test
  void realPhotosHaveNoLeak() throws Exception {
    Path zip = FolderFormatTest.sharedData("photos6.zip");
    DatasetCheck check =
        new DatasetChecker(new DatasetFormats(List.of(new FolderFormat(new RecentArchive()))))
            .check(
                new DatasetRequest("photos6", zip, 1, Unreadable.FAIL, folder),
                (done, total) -> {});
    assertEquals(6, check.classes().size());
    assertEquals(196, check.train());
    assertEquals(96, check.test());
    assertEquals(List.of(), check.unreadable());
    assertEquals(List.of(), check.findings());
  }
}
