/**
 * Attacks that are made to carry over from the teacher to a student, as one attack whose parts
 * compose. An {@link org.heredity.attacks.transfer.InputTransformation} says what the network is
 * shown in place of an image, a {@link org.heredity.attacks.transfer.GradientRule} which gradients
 * of it are joined to one, and {@link org.heredity.attacks.transfer.Momentum} how steps follow each
 * other; published attacks are presets of {@link org.heredity.attacks.transfer.Transfer}.
 *
 * <p>Within this package an image is {@code float[3 * side * side]}, in C order, and points are
 * {@code float[N][3 * side * side]}. Nothing depends on a batch's other images: all lengths are an
 * image's own, gradients are not divided by the number of images, and what is random is drawn from
 * an image's own stream.
 */
package org.heredity.attacks.transfer;
