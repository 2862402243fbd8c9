package org.heredity.datasets.official;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.heredity.api.dataset.DatasetFormat;
import org.heredity.api.dataset.DatasetFormats;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.api.dataset.DatasetRequest.Unreadable;
import org.heredity.api.dataset.Superclasses;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.data.ImageSource;
import org.heredity.datasets.FolderFormat;
import org.heredity.datasets.files.RecentArchive;
import org.junit.jupiter.api.io.TempDir;

/** Opens miniatures of official layouts by their look alone. */
abstract class FormatCase {
  @TempDir Path folder;

  private final RecentArchive archives = new RecentArchive();

  final DatasetFormats formats =
      new DatasetFormats(
          Stream.concat(
                  OfficialFormat.all(archives).stream(), Stream.of(new FolderFormat(archives)))
              .toList());

  /** Opens by the look of the place alone, and checks which formats recognise it. */
  Dataset open(String format, Path path) {
    assertEquals(
        List.of(format, "folder"),
        formats.all().stream().filter(f -> f.recognises(path)).map(DatasetFormat::name).toList());
    return formats.open(request(path, Unreadable.FAIL));
  }

  DatasetRequest request(Path path, Unreadable unreadable) {
    return new DatasetRequest("mine", path, 1, unreadable, folder.resolve("the-cache"));
  }

  String error(String format, Path path) {
    return assertThrows(
            DataException.class, () -> formats.open(request(path, Unreadable.FAIL), format))
        .getMessage();
  }

  Superclasses superclasses(Path path) {
    return formats.format("", path).superclasses(request(path, Unreadable.FAIL)).orElseThrow();
  }

  static List<String> ids(ImageSource source) {
    return IntStream.range(0, source.size())
        .mapToObj(i -> source.id(i) + "=" + source.label(i))
        .toList();
  }

  static int red(ImageSource source, int index) {
    return source.read(index).rgb()[0] & 0xFF;
  }
}
