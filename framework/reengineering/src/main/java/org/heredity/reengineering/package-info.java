/**
 * SEAM's direct reuse: a classifier re-engineered for part of its own problem by a mask search
 * alone, without fine-tuning (ICSE 2023, research questions 1 and 2).
 */
package org.heredity.reengineering;
