/**
 * Labelled images and how they become batches: datasets and their sources, preprocessing as
 * torchvision does it, stratified splits, and {@link org.heredity.data.Randomness}, from which
 * every random number follows by (seed, example id).
 */
package org.heredity.data;
