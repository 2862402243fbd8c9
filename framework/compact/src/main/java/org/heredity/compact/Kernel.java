package org.heredity.compact;

/**
 * The loops that take the time. An implementation has no state that two calls share, and may be
 * used by several threads.
 */
interface Kernel {
  /**
   * Floats that it computes at once. An array has to have so many behind its last value: they are
   * read, not used.
   */
  int block();

  /**
   * Whether {@link #sparse} is faster than {@link #dense}.
   *
   * @param density share of the weights that are not zero
   */
  boolean skips(double density);

  /**
   * Some channels of a part of a convolution's result, leaving out what is zero: for each of them
   * {@code y := start + sum of w * x + summand}, rectified if asked for.
   */
  void sparse(SparseTerms terms, Span span, int fromOutput, int toOutput);

  /**
   * The same without looking for zeros.
   *
   * @param fromOutput a multiple of {@link DenseTerms#TOGETHER}
   */
  void dense(DenseTerms terms, Span span, int fromOutput, int toOutput);

  /** {@code to[toAt + i] := } the largest of {@code from[places[p] + i]} for {@code p < count}. */
  void max(float[] from, int[] places, int count, float[] to, int toAt, int length);

  /**
   * A part of a convolution: a run of floats in all channels.
   *
   * @param x values that are read
   * @param xAt of the run's start in the first channel, to which a term's offset is added
   * @param y values that are written
   * @param yAt of the run's start in the first channel
   * @param yPlane from one channel to the next
   * @param summand added, or null for none
   * @param summandAt of the run's start in the first channel
   * @param summandPlane from one channel to the next
   * @param length floats
   * @param relu whether negative sums become 0
   */
  record Span(
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      int yPlane,
      float[] summand,
      int summandAt,
      int summandPlane,
      int length,
      boolean relu) {}
}
