package org.heredity.compact;

/**
 * All weights of a convolution.
 *
 * @param weights by term, {@code outputs} each
 * @param offsets by term, from where a run is written to where it reads
 * @param outputs their number, rounded up to a multiple of {@link #TOGETHER}
 * @param bias by output
 * @param maps by output what is added besides, laid out as the output's channel; null for none
 */
record DenseTerms(float[] weights, int[] offsets, int outputs, float[] bias, float[][] maps) {
  /** Outputs that a kernel computes at once. */
  static final int TOGETHER = 4;
}
