package org.heredity.engine.naming;

import java.util.List;
import java.util.Optional;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Normalisation;
import org.heredity.engine.NetworkSpec;

/**
 * A network that was found in a file. Immutable; the tensors are shared with what was read.
 *
 * @param spec which network
 * @param weights exactly its tensors under its names, all of them numbers
 * @param notes sentences about what was renamed or left out, for the user
 * @param hasHead whether the file has the head; if not, there is one of two classes, all 0
 * @param normalisation that a first layer of the file does, which the network here has not
 */
public record Match(
    NetworkSpec spec,
    StateDict weights,
    List<String> notes,
    boolean hasHead,
    Optional<Normalisation> normalisation) {
  public Match {
    notes = List.copyOf(notes);
  }
}
