/**
 * Attacks on what the teacher computes within, at the output of a stage: a {@linkplain
 * org.heredity.attacks.inner.Universal universal perturbation} that raises an early stage's
 * activations, and {@linkplain org.heredity.attacks.inner.Mimicry mimicry} of another image's.
 * Neither needs labels of the images that are attacked, nor a head.
 */
package org.heredity.attacks.inner;
