package org.heredity.api.result;

/**
 * What a part of a classifier keeps of it, counted three ways. Neurons are the elements of the
 * convolutions' results for one image (Pan and Rajan, ICSE 2022), kernels the convolutions' output
 * channels (CNNSplitter, ASE 2022), weights all elements of convolutions and linear layers with
 * their biases (SEAM, ICSE 2023); for a network of linear layers alone a neuron is a hidden unit,
 * and there are no kernels.
 *
 * @param neurons of the classifier
 * @param neuronsKept of them
 * @param kernels of the classifier
 * @param kernelsKept of them
 * @param weights of the classifier
 * @param weightsKept of them
 */
public record Kept(
    long neurons,
    long neuronsKept,
    long kernels,
    long kernelsKept,
    long weights,
    long weightsKept) {
  /**
   * Checks that no more is kept than there was.
   *
   * @param neurons of the classifier
   * @param neuronsKept of them
   * @param kernels of the classifier
   * @param kernelsKept of them
   * @param weights of the classifier
   * @param weightsKept of them
   * @throws IllegalArgumentException if more is kept than there was, or a number is below 0
   */
  public Kept {
    require("neurons", neurons, neuronsKept);
    require("kernels", kernels, kernelsKept);
    require("weights", weights, weightsKept);
  }

  private static void require(String what, long all, long kept) {
    if (kept < 0 || kept > all) {
      throw new IllegalArgumentException(kept + " of " + all + " " + what + " are kept");
    }
  }
}
