package org.heredity.engine.naming;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Normalisation;
import org.heredity.engine.Architecture;
import org.heredity.engine.NetworkSpec;

/**
 * A network that a file lays out itself, as those of Deeplearning4j and ONNX do, whatever its
 * architecture. Immutable; the tensors are the caller's.
 *
 * @param spec its architecture is the file's own graph
 * @param weights all of its tensors, in single precision
 * @param metadata of the file
 * @param normalisation that the graph begins with, and that is not part of the network here
 * @param notes sentences about what was left out, for the user
 */
public record FileNetwork(
    NetworkSpec spec,
    StateDict weights,
    Map<String, String> metadata,
    Optional<Normalisation> normalisation,
    List<String> notes) {
  public FileNetwork {
    metadata = Map.copyOf(metadata);
    notes = List.copyOf(notes);
  }

  /**
   * The network as one of some architectures, or as one of its own.
   *
   * @param architectures those that it may be, the likeliest first; if there are several, it may be
   *     none of them
   * @throws CheckpointException if weights are not numbers, or there is one architecture and it is
   *     another
   */
  public Match among(List<Architecture> architectures) {
    weights.requireNumbers();
    for (Architecture family : architectures) {
      if (family.smallestImage() <= spec.imageSize()) {
        Optional<NetworkSpec> found =
            family
                .recognise(weights, spec.imageSize())
                .filter(one -> one.plan().equals(spec.plan()));
        if (found.isPresent()) {
          return match(found.get());
        }
      }
    }
    if (architectures.size() == 1) {
      throw new CheckpointException(
          "the file holds no "
              + architectures.get(0).name()
              + ": its graph of "
              + spec.plan().nodes().size()
              + " operations and "
              + spec.classes()
              + " classes is another; name another architecture, or none to take the file's own");
    }
    return match(spec);
  }

  private Match match(NetworkSpec found) {
    return new Match(found, weights, notes, true, normalisation);
  }
}
