package org.heredity.compact;

/** A part of a program, in pieces that may run at the same time. */
interface Step {
  /** The number of pieces. */
  int pieces();

  /**
   * Does one piece.
   *
   * @param memory the arrays of all values
   * @param piece from 0
   */
  void run(float[][] memory, int piece);
}
