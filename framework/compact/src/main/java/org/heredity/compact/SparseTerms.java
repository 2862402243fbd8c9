package org.heredity.compact;

/**
 * The weights of a convolution that are not zero.
 *
 * @param first by output its first term; one more behind the last
 * @param weights of the terms
 * @param offsets from where a run is written to where a term reads
 * @param bias by output
 * @param maps by output what is added besides, laid out as the output's channel; null for none
 */
record SparseTerms(int[] first, float[] weights, int[] offsets, float[] bias, float[][] maps) {}
