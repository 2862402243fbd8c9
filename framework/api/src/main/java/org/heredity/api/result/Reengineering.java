package org.heredity.api.result;

import java.util.List;

/**
 * What re-engineering a classifier for parts of its own problem gave (SEAM's direct reuse, Tables
 * I, II and IV, Figure 5).
 *
 * @param network the classifier, such as {@code resnet20, width 16, 32 px}
 * @param checkpoint name of its file
 * @param dataset name of the dataset
 * @param preprocessing what its images go through, in words
 * @param protocol {@code strict} or {@code paper}
 * @param seed of the search
 * @param problems one or more
 */
public record Reengineering(
    String network,
    String checkpoint,
    String dataset,
    String preprocessing,
    String protocol,
    long seed,
    List<Problem> problems) {
  /**
   * Copies the list.
   *
   * @param network the classifier
   * @param checkpoint name of its file
   * @param dataset name of the dataset
   * @param preprocessing what its images go through
   * @param protocol {@code strict} or {@code paper}
   * @param seed of the search
   * @param problems one or more
   */
  public Reengineering {
    problems = List.copyOf(problems);
  }

  /**
   * One problem.
   *
   * @param name such as the class that is distinguished from the rest
   * @param accOriginal share of the problem's test images that the classifier gets right
   * @param accReengineered share that the re-engineered one gets right
   * @param accScratch share that a network of the same architecture gets right which was trained
   *     for the problem from random weights; NaN if none was
   * @param images test images
   * @param kept what it has of the classifier
   * @param flopsOriginal operations an image, as fvcore counts them
   * @param flopsReengineered operations if those on removed weights cost nothing
   * @param overhead what inference costs; null if it was not measured
   * @param seconds that the search took
   * @param curve of the search
   */
  public record Problem(
      String name,
      double accOriginal,
      double accReengineered,
      double accScratch,
      int images,
      Kept kept,
      long flopsOriginal,
      long flopsReengineered,
      @Nullable Overhead overhead,
      double seconds,
      List<CurvePoint> curve) {
    /**
     * Copies the curve.
     *
     * @param name such as the class that is distinguished from the rest
     * @param accOriginal share of the problem's test images that the classifier gets right
     * @param accReengineered share that the re-engineered one gets right
     * @param accScratch share that a network of the same architecture gets right which was trained
     *     for the problem from random weights
     * @param images test images
     * @param kept what it has of the classifier
     * @param flopsOriginal operations an image, as fvcore counts them
     * @param flopsReengineered operations if those on removed weights cost nothing
     * @param overhead what inference costs
     * @param seconds that the search took
     * @param curve of the search
     */
    public Problem {
      curve = List.copyOf(curve);
    }

    /**
     * Share of the weights that the search retained.
     *
     * @return from 0 to 1
     */
    public double weightsKept() {
      return (double) kept.weightsKept() / kept.weights();
    }
  }
}
