package org.heredity.data;

import java.util.List;
import java.util.Optional;

/**
 * A target dataset, or the teacher's own.
 *
 * @param name as reports show it
 * @param classes class names, in label order
 * @param train the training images
 * @param test the test images
 * @param validation the images that choices are made on, where the dataset comes with some; else a
 *     part of the training images is held out for that
 * @param digest SHA-256 in hex over what determines the images, their labels, order and split
 * @param notes what a reader of a report should know, such as a split that had to be made or images
 *     that were skipped; one sentence each
 */
public record Dataset(
    String name,
    List<String> classes,
    ImageSource train,
    ImageSource test,
    Optional<ImageSource> validation,
    String digest,
    List<String> notes) {
  public Dataset {
    classes = List.copyOf(classes);
    notes = List.copyOf(notes);
    if (classes.size() < 2) {
      throw new DataException("dataset '" + name + "' needs at least 2 classes, has " + classes);
    }
  }

  /** A dataset without validation images of its own. */
  public Dataset(
      String name,
      List<String> classes,
      ImageSource train,
      ImageSource test,
      String digest,
      List<String> notes) {
    this(name, classes, train, test, Optional.empty(), digest, notes);
  }
}
