package org.heredity.api.result;

import java.util.List;

/**
 * One test image with its adversarial version. Pictures are PNG files, relative to the suite's
 * folder.
 *
 * @param target name of the target dataset
 * @param attack name of the attack
 * @param id of the image
 * @param trueClass name of its class
 * @param clean picture as the network sees it
 * @param adversarial its adversarial version, rounded to 8 bits
 * @param difference adversarial minus clean, amplified around mid-grey
 * @param amplification factor of the difference
 * @param predictions one for each method, for the first seed
 */
public record GalleryItem(
    String target,
    String attack,
    String id,
    String trueClass,
    String clean,
    String adversarial,
    String difference,
    double amplification,
    List<Prediction> predictions) {
  /**
   * Copies the predictions.
   *
   * @param target name of the target dataset
   * @param attack name of the attack
   * @param id of the image
   * @param trueClass name of its class
   * @param clean picture as the network sees it
   * @param adversarial its adversarial version, rounded to 8 bits
   * @param difference adversarial minus clean, amplified around mid-grey
   * @param amplification factor of the difference
   * @param predictions one for each method, for the first seed
   */
  public GalleryItem {
    predictions = List.copyOf(predictions);
  }

  /**
   * What a student predicts.
   *
   * @param method the student's method
   * @param clean class name predicted for the clean image
   * @param adversarial class name predicted for the adversarial image
   */
  public record Prediction(String method, String clean, String adversarial) {}
}
