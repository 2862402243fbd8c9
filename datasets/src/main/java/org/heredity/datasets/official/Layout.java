package org.heredity.datasets.official;

import java.util.List;
import java.util.Optional;
import org.heredity.api.dataset.DatasetFacts;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.api.dataset.Superclasses;
import org.heredity.data.Dataset;

/** How one dataset is laid out by those who publish it. Implementations are stateless. */
interface Layout {
  /** As {@link org.heredity.api.dataset.DatasetFormat#name}. */
  String name();

  /** As {@link org.heredity.api.dataset.DatasetFormat#facts}. */
  DatasetFacts facts();

  /** The archives that are published, which may lie as they are in the user's folder. */
  List<Part> archives();

  /** The names of single files that are published beside the archives. */
  default List<String> companions() {
    return List.of();
  }

  /**
   * Whether files of these names tell this dataset.
   *
   * @param clues some of the names at the place; without those in a compressed archive
   */
  boolean matches(Clues clues);

  /** Opens the dataset from its files. */
  Dataset open(Contents contents, DatasetRequest request);

  /** Its groups of classes: those of the user's file, if there is one. */
  default Optional<Superclasses> superclasses(Contents contents, DatasetRequest request) {
    return contents.superclasses(() -> open(contents, request).classes());
  }

  /**
   * A published archive.
   *
   * @param archive name of its file
   * @param provides a file that is in it, or a folder with a slash at its end; where that is there
   *     already the archive is not opened
   */
  record Part(String archive, String provides) {}
}
