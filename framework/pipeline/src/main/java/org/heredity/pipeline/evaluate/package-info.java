/**
 * What students say of clean, adversarial and control images. All figures follow from these
 * predictions: accuracy, defect inheritance rate, comparisons between methods, pictures.
 */
package org.heredity.pipeline.evaluate;
