package org.heredity.api.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.heredity.api.config.UsageException;
import org.heredity.api.dataset.DatasetRequest.Unreadable;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetFormatsTest {
  /** Recognises a folder with a file of its name; opens anything, named after itself. */
  private record Marked(String name, boolean generic) implements DatasetFormat {
    @Override
    public DatasetFacts facts() {
      return new DatasetFacts("", 0, 0, 0, "", "");
    }

    @Override
    public boolean recognises(Path path) {
      return generic || Files.exists(path.resolve(name));
    }

    @Override
    public Dataset open(DatasetRequest request) {
      return new Dataset(name, List.of("a", "b"), null, null, "" + request.path(), List.of());
    }
  }

  @TempDir private Path folder;

  private final DatasetFormats formats =
      new DatasetFormats(
          List.of(new Marked("any", true), new Marked("y", false), new Marked("x", false)));

  private String opened(String name, Path path) {
    return formats.open(new DatasetRequest(name, path, 1, Unreadable.FAIL, folder)).name();
  }

  @Test
  void triesTheGenericFormatLast() throws Exception {
    assertEquals(List.of("x", "y", "any"), formats.all().stream().map(f -> f.name()).toList());
    assertEquals("any", opened("mine", folder));
    Files.createFile(folder.resolve("y"));
    assertEquals("y", opened("mine", folder));
    Files.createFile(folder.resolve("x"));
    assertEquals("x", opened("mine", folder));
    assertEquals("y", opened("y", folder), "the format of the dataset's name has precedence");
  }

  @Test
  void leavesANameThatOnlyLooksLikeAFormatToTheOneThatFits() {
    assertEquals("any", opened("y", folder), "y does not recognise an empty folder");
  }

  @Test
  void looksIntoTheCacheWithoutAPath() throws Exception {
    DataException missing = assertThrows(DataException.class, () -> opened("x", null));
    assertTrue(missing.getMessage().contains("./heredity datasets get x"), missing.getMessage());
    Files.createDirectories(folder.resolve("datasets/x"));
    Files.createFile(folder.resolve("datasets/x/x"));
    DatasetRequest request = new DatasetRequest("x", null, 1, Unreadable.FAIL, folder);
    assertEquals("" + folder.resolve("datasets/x"), formats.open(request).digest());
  }

  @Test
  void namesAPathThatIsNotThere() {
    Path nowhere = folder.resolve("nowhere");
    DataException e = assertThrows(DataException.class, () -> opened("x", nowhere));
    assertEquals(nowhere + ": there is no such file or folder; check the path", e.getMessage());
  }

  @Test
  void refusesAFormatThatDoesNotExist() {
    DatasetRequest request = new DatasetRequest("mine", folder, 1, Unreadable.FAIL, folder);
    UsageException e = assertThrows(UsageException.class, () -> formats.open(request, "z"));
    assertEquals("format of dataset 'mine': expected one of [x, y, any], got 'z'", e.getMessage());
    assertEquals("y", formats.open(request, "y").name());
  }

  @Test
  void expandsTheHomeFolder() {
    DatasetRequest request = new DatasetRequest("x", Path.of("~/data/f"), 1, Unreadable.FAIL);
    assertEquals(Path.of(System.getProperty("user.home"), "data", "f"), request.path());
  }
}
