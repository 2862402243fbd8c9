package org.heredity.api.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Several state dicts in one, each under a name of its own. */
final class Groups {
  private static final String SEPARATOR = "/";

  private final Map<String, INDArray> tensors = new LinkedHashMap<>();

  /** Adds a group. */
  Groups put(String group, StateDict state) {
    state.asMap().forEach((name, tensor) -> tensors.put(group + SEPARATOR + name, tensor));
    return this;
  }

  /** All groups as one. */
  StateDict join() {
    return StateDict.of(tensors);
  }

  /** A group as it was put; empty if there is none. */
  static StateDict get(StateDict joined, String group) {
    Map<String, INDArray> found = new LinkedHashMap<>();
    String prefix = group + SEPARATOR;
    joined
        .asMap()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), tensor);
              }
            });
    return StateDict.of(found);
  }
}
