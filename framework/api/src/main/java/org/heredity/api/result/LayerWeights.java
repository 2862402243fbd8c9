package org.heredity.api.result;

/**
 * What is left of one convolution.
 *
 * @param layer torchvision's name, such as {@code layer1.0.conv1}
 * @param kept non-zero weights
 * @param total all weights
 */
public record LayerWeights(String layer, long kept, long total) {}
