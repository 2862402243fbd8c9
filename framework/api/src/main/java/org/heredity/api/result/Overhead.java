package org.heredity.api.result;

import java.util.List;

/**
 * What re-engineering did to the cost of inference (SEAM's Tables V and VI), measured.
 *
 * @param original milliseconds of a batch, the classifier before
 * @param masked milliseconds, the re-engineered one with zeros for what was removed
 * @param compact milliseconds, without the channels that no longer matter and with sparse kernels
 *     where they are faster
 * @param channels of all convolutions and linear layers but the head
 * @param channelsKept those that the compact model computes
 * @param flopsCompact operations of the compact model an image, zero weights counted
 * @param sparse convolutions that are run on sparse kernels
 * @param difference largest between the logits of the compact and the masked model, relative to the
 *     largest logit, or to 1 if that is less
 */
public record Overhead(
    double original,
    double masked,
    double compact,
    int channels,
    int channelsKept,
    long flopsCompact,
    List<String> sparse,
    double difference) {
  /**
   * Copies the list.
   *
   * @param original milliseconds of a batch, the classifier before
   * @param masked milliseconds, the re-engineered one with zeros for what was removed
   * @param compact milliseconds, without the channels that no longer matter and with sparse kernels
   *     where they are faster
   * @param channels of all convolutions and linear layers but the head
   * @param channelsKept those that the compact model computes
   * @param flopsCompact operations of the compact model an image, zero weights counted
   * @param sparse convolutions that are run on sparse kernels
   * @param difference largest between the logits of the compact and the masked model, relative to
   *     the largest logit, or to 1 if that is less
   */
  public Overhead {
    sparse = List.copyOf(sparse);
  }

  /**
   * How many times as fast as the classifier before the compact model is.
   *
   * @return the ratio; below 1 is slower
   */
  public double speedUp() {
    return original / compact;
  }
}
