package org.heredity.api;

/** The two ways to measure. Their figures are not comparable and never share a table. */
public enum Protocol {
  /** What the papers did, bug for bug: choices are made on the test set. */
  PAPER,
  /**
   * The same methods, evaluated the way one should: choices are made on held-out training images.
   */
  STRICT
}
