package org.heredity.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.plan.Node;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Makes weights of convolutions and hidden linear layers zero by chance, as a mask might. */
final class RetainedAtRandom {
  private RetainedAtRandom() {}

  /**
   * Weights of which each was retained with the same probability, drawn by its place.
   *
   * @param share from 0 to 1
   */
  static StateDict of(NetworkSpec spec, StateDict weights, double share) {
    Map<String, INDArray> tensors = new LinkedHashMap<>(weights.asMap());
    for (Node.Conv conv : spec.plan().nodes(Node.Conv.class)) {
      String name = conv.name() + ".weight";
      Randomness random = Randomness.of(1).at(name);
      float[] values = Floats.copy(tensors.get(name));
      for (int i = 0; i < values.length; i++) {
        values[i] = random.uniformDouble(i) < share ? values[i] : 0;
      }
      tensors.put(name, Floats.array(values, tensors.get(name).shape()));
    }
    return StateDict.of(tensors);
  }
}
