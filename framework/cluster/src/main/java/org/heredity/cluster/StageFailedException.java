package org.heredity.cluster;

/** A machine could not do a stage, for a reason that is its own: a file that it lacks, its disk. */
final class StageFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StageFailedException(String message) {
    super(message);
  }
}
