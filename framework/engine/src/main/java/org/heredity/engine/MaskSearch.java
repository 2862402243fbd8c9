package org.heredity.engine;

import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * SEAM's search for a mask over the convolution weights (ICSE 2023, section 3; PROTOCOL, "SEAM",
 * step 2): batch norm in eval mode, weights fixed, one real-valued element a weight; forward uses
 * {@code weight * [mask > 0]}, backward the straight-through estimator with the gradient clipped to
 * [-1, 1]; Adam on the mask and on the head; loss is cross-entropy + alpha * share of elements over
 * 0. Masks start at 1. Not thread-safe; holds native memory until closed.
 */
public final class MaskSearch implements AutoCloseable {
  /**
   * Rates of the search.
   *
   * @param lrMask Adam's rate on the mask
   * @param lrHead Adam's rate on the head
   * @param alpha weight of the share of elements kept
   */
  public record Rates(double lrMask, double lrHead, double alpha) {}

  private MaskSearch() {}

  public static MaskSearch of(NetworkSpec spec, StateDict weights, Rates rates) {
    throw new UnsupportedOperationException();
  }

  /**
   * One step on a batch.
   *
   * @param images {@code [N, 3, side, side]}
   * @param labels {@code N} class indices
   * @return mean cross-entropy before the step
   */
  public double step(INDArray images, int[] labels) {
    throw new UnsupportedOperationException();
  }

  /** Logits under the present mask and head, {@code [N, classes]}. */
  public INDArray logits(INDArray images) {
    throw new UnsupportedOperationException();
  }

  /** Share of mask elements over 0. */
  public double kept() {
    throw new UnsupportedOperationException();
  }

  /** By convolution weight's name: 1 where the mask is over 0, else 0; shaped like the weight. */
  public Map<String, INDArray> mask() {
    throw new UnsupportedOperationException();
  }

  /** Everything a resumed search needs: real-valued masks, head, Adam's moments, step count. */
  public StateDict state() {
    throw new UnsupportedOperationException();
  }

  /** Continues from {@link #state()}. */
  public void restore(StateDict state) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
