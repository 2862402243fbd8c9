package org.heredity.data;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Some images of a source, preprocessed.
 *
 * @param images {@code [N, 3, side, side]}, float, NCHW, normalised
 * @param labels {@code N} class indices
 * @param indices {@code N} indices into the source
 */
public record Batch(INDArray images, int[] labels, int[] indices) {
  public int size() {
    return labels.length;
  }
}
