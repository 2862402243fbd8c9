/**
 * SEAM's direct reuse: a classifier re-engineered for part of its own problem by a mask search
 * alone, without fine-tuning (ICSE 2023, research questions 1 and 2). Here are the problems, the
 * search and its measurements, and the contract of such methods, of which others are in {@code
 * modular}; what becomes of the masked network is in {@code compact}. Transfer methods that
 * fine-tune a student are not here, and suites do not know this package.
 */
package org.heredity.reengineering;
