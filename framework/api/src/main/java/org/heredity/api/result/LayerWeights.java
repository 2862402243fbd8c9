package org.heredity.api.result;

/**
 * What is left of one convolution.
 *
 * @param layer torchvision's name, such as {@code layer1.0.conv1}
 * @param kept non-zero weights
 * @param total all weights
 * @param moved L2 distance of the student's weights from the teacher's, over the L2 norm of the
 *     teacher's; NaN if the teacher has no such convolution, and in older files
 */
public record LayerWeights(String layer, long kept, long total, @AddedLater double moved) {}
