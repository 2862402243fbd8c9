package org.heredity.api.result;

import java.util.List;

/**
 * What is known of one target dataset.
 *
 * @param name as reports show it
 * @param classes class names in label order
 * @param train training images, those held out included
 * @param heldOut training images held out for choices; 0 under the paper protocol
 * @param test test images
 * @param digest of the dataset
 * @param notes what a reader should know, one sentence each
 */
public record TargetResult(
    String name,
    List<String> classes,
    int train,
    int heldOut,
    int test,
    String digest,
    List<String> notes) {
  /**
   * Copies the lists.
   *
   * @param name as reports show it
   * @param classes class names in label order
   * @param train training images, those held out included
   * @param heldOut training images held out for choices
   * @param test test images
   * @param digest of the dataset
   * @param notes what a reader should know, one sentence each
   */
  public TargetResult {
    classes = List.copyOf(classes);
    notes = List.copyOf(notes);
  }
}
