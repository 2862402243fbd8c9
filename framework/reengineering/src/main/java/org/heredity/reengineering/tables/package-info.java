/**
 * SEAM's tables: several classifiers re-engineered for their problems, beside the modules that
 * other methods make of them and what the paper published.
 */
package org.heredity.reengineering.tables;
