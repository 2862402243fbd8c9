package org.heredity.engine.memory;

import java.util.Arrays;

/**
 * Numbers that should say something are infinite or none (NaN). Thrown where figures would be drawn
 * from them, so that no figure ever is.
 */
public final class NonFiniteException extends ArithmeticException {
  private static final long serialVersionUID = 1L;

  private final int[] rows;

  /**
   * Of a matrix or batch.
   *
   * @param rows those that hold such a value, counted from 0
   * @param of number of rows
   */
  NonFiniteException(int[] rows, int of) {
    super("not finite numbers in " + rows.length + " of " + of + " rows");
    this.rows = rows.clone();
  }

  /** Of something else, which the message names. */
  public NonFiniteException(String message) {
    super(message);
    this.rows = new int[0];
  }

  /** The rows, such as images of a batch, that hold such a value; none if it is of no batch. */
  public int[] rows() {
    return Arrays.copyOf(rows, rows.length);
  }
}
