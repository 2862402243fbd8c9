package org.heredity.attacks.autoattack;

import java.util.List;

/** APGD on some images at once; each is left alone as soon as the network gets it wrong. */
final class ApgdRun {
  private ApgdRun() {}

  /**
   * Moves images until they are found or the iterations are over, and tells their subjects.
   *
   * @param images at their starts; not empty
   */
  static void run(Evaluator evaluator, List<ApgdImage> images, int iterations) {
    List<ApgdImage> left = noted(evaluator, images);
    for (int i = 0; i < iterations && !left.isEmpty(); i++) {
      left.parallelStream().forEach(ApgdImage::move);
      left = noted(evaluator, left);
    }
    left.forEach(ApgdImage::giveUp);
  }

  /** Looks where the images are now; those that the network still gets right. */
  private static List<ApgdImage> noted(Evaluator evaluator, List<ApgdImage> images) {
    evaluator.differentiate(images);
    images.parallelStream().forEach(ApgdImage::note);
    return images.stream().filter(image -> !image.wrong()).toList();
  }
}
