package org.heredity.checkpoint;

import java.util.List;

/**
 * Tensors that fit a network.
 *
 * @param tensors the expected ones, in the expected order; without the head if that was dropped
 * @param headDropped whether the file's head was dropped, or there was none
 * @param notes sentences about what was dropped or made up, for the user
 */
public record Fit(StateDict tensors, boolean headDropped, List<String> notes) {
  public Fit {
    notes = List.copyOf(notes);
  }
}
