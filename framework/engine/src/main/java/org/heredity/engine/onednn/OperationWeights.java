package org.heredity.engine.onednn;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.plan.Operation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An operation's tensors, one behind the other, shared by the programs of all batch sizes. */
final class OperationWeights {
  /** {@code [tensors, channels]}. */
  final Tensor values;

  /** Like {@link #values}. */
  final Tensor gradient;

  private final Map<String, long[]> shapes;
  private final int channels;

  OperationWeights(Dnn dnn, Arena arena, Operation operation, StateDict weights) {
    shapes = operation.tensors();
    channels = (int) Arrays.stream(shapes.values().iterator().next()).reduce(1, (a, b) -> a * b);
    values = arena.tensor(dnn, Dnn.plain(shapes.size(), channels));
    gradient = arena.tensor(dnn, Dnn.plain(shapes.size(), channels));
    load(weights);
  }

  void load(StateDict weights) {
    FloatBuffer all = values.floats();
    shapes.keySet().forEach(name -> all.put(Plain.floats(weights.get(name))));
  }

  /** Puts copies of the tensors, the caller's. */
  void values(Map<String, INDArray> into) {
    copy(values, into);
  }

  /** Puts copies of the tensors' gradients, the caller's. */
  void gradients(Map<String, INDArray> into) {
    copy(gradient, into);
  }

  private void copy(Tensor from, Map<String, INDArray> into) {
    FloatBuffer all = from.floats();
    shapes.forEach(
        (name, shape) -> {
          float[] one = new float[channels];
          all.get(one);
          into.put(name, Floats.array(one, shape.clone()));
        });
  }
}
