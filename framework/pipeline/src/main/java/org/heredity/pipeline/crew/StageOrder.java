package org.heredity.pipeline.crew;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * A stage to do.
 *
 * @param stage its name, {@link org.heredity.pipeline.plan.WorkStage#id}
 * @param suite a digest of all that decides what it comes to, as the machine is to find it
 * @param processor on which it comes to the same bits, as the machine is to have it
 * @param round raised when stages are looked at again, for a file of the store was lost: then
 *     nothing counts that a machine has kept of earlier ones
 * @param failed why others could not make artifacts that it may need, by their keys' hashes
 */
public record StageOrder(
    String stage, String suite, String processor, int round, TreeMap<String, String> failed)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public StageOrder(
      String stage, String suite, String processor, int round, Map<String, String> failed) {
    this(stage, suite, processor, round, new TreeMap<>(failed));
  }
}
