package org.heredity.compact;

/**
 * Writes the zeros around a value's channels, where something else may have come to be there.
 *
 * @param value whose
 * @param overwritten whether the step before wrote there
 */
record ClearStep(Value value, boolean overwritten) implements Step {
  @Override
  public int pieces() {
    boolean needed = value.layout().pad() > 0 && (overwritten || value.slot().mixed());
    return needed ? 1 : 0;
  }

  @Override
  public void run(float[][] memory, int piece) {
    for (int c = 0; c < value.layout().channels(); c++) {
      value.layout().clear(value.in(memory), c);
    }
  }
}
