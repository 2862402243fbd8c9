package org.heredity.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.StateDict;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a network's state dict must hold. */
public final class Tensors {
  private Tensors() {}

  /**
   * The tensors of {@code weights} in the network's order, floats as FLOAT; a missing {@code
   * num_batches_tracked}, which very old checkpoints lack, is 0.
   *
   * @throws CheckpointException naming the architecture and listing missing, unexpected and
   *     misshapen tensors
   */
  static StateDict fit(NetworkSpec spec, StateDict weights) {
    StateDict fitting;
    try {
      fitting = weights.fit(spec.plan().tensors(), null);
    } catch (CheckpointException e) {
      throw new CheckpointException(
          spec.architecture().name()
              + " of width "
              + spec.width()
              + " with "
              + spec.classes()
              + " classes: "
              + e.getMessage(),
          e);
    }
    Map<String, INDArray> typed = new LinkedHashMap<>();
    fitting
        .asMap()
        .forEach(
            (name, tensor) ->
                typed.put(
                    name,
                    tensor.castTo(
                        name.endsWith(".num_batches_tracked") ? DataType.INT64 : DataType.FLOAT)));
    return StateDict.of(typed);
  }
}
