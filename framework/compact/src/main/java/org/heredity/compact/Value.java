package org.heredity.compact;

/**
 * A result while a program runs.
 *
 * @param layout where its floats lie
 * @param slot the array that they lie in
 */
record Value(Layout layout, Memory.Slot slot) {
  float[] in(float[][] memory) {
    return memory[slot.index()];
  }
}
