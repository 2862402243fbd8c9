package org.heredity.api.dataset;

import java.nio.file.Path;
import java.util.Optional;
import org.heredity.data.Dataset;

/**
 * A layout in which a dataset lies on disk, such as a folder of class folders, or Oxford Flowers
 * 102 as downloaded. Implementations are stateless and thread-safe.
 */
public interface DatasetFormat {
  /**
   * What it is called in a suite and on the command line.
   *
   * @return a name in kebab case, unlike that of every other format
   */
  String name();

  /**
   * What {@code list datasets} shows.
   *
   * @return what is known before it is opened
   */
  DatasetFacts facts();

  /**
   * Whether a path looks like this layout. Cheap: it looks at names and sizes, not at contents.
   *
   * @param path a file or folder that exists
   * @return false rather than an error
   */
  boolean recognises(Path path);

  /**
   * Whether any images at all may lie in this layout, so that it is tried after all others.
   *
   * @return true for layouts such as class folders
   */
  default boolean generic() {
    return false;
  }

  /**
   * Whether the program makes the images itself, so that no path is needed.
   *
   * @return true for drawn images
   */
  default boolean madeByProgram() {
    return false;
  }

  /**
   * The groups of its classes, if it has any: CIFAR-100's 20, or those of a file {@code
   * superclasses.txt} that the user puts beside the images, as {@link Superclasses#read} reads it.
   *
   * @param request what to open
   * @return the groups; empty if it has none
   * @throws org.heredity.data.DataException if the groups cannot be read
   */
  default Optional<Superclasses> superclasses(DatasetRequest request) {
    return Optional.empty();
  }

  /**
   * Opens it without decoding the images, unless those that cannot be decoded are to be left out.
   *
   * @param request what to open
   * @return its classes, training and test images
   * @throws org.heredity.data.DataException if the layout is not what it should be; the message
   *     names the file
   */
  Dataset open(DatasetRequest request);
}
