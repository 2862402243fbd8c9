package org.heredity.api.train;

/** Which of the results of a stage of training is retained. */
public enum Select {
  /** The best on the validation images. */
  BEST,
  /** The last, whatever its accuracy. */
  LAST
}
