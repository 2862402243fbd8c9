package org.heredity.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.plan.Plan;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a network's state dict must hold. */
final class Tensors {
  private static final int NAMED = 5;

  private Tensors() {}

  /**
   * The tensors of {@code weights} in the plan's order, floats as FLOAT; a missing {@code
   * num_batches_tracked}, which very old checkpoints lack, is 0.
   *
   * @throws CheckpointException listing missing, unexpected and misshapen tensors
   */
  static StateDict fit(NetworkSpec spec, Plan plan, StateDict weights) {
    Map<String, long[]> expected = plan.tensors();
    Map<String, INDArray> fitted = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    List<String> misshapen = new ArrayList<>();
    expected.forEach(
        (name, shape) -> {
          boolean counter = name.endsWith(".num_batches_tracked");
          if (!weights.contains(name)) {
            if (counter) {
              fitted.put(name, Nd4j.scalar(DataType.INT64, 0));
            } else {
              missing.add(name);
            }
            return;
          }
          INDArray tensor = weights.get(name);
          if (!Arrays.equals(tensor.shape(), shape) && !(counter && tensor.length() == 1)) {
            misshapen.add(
                name
                    + " "
                    + Arrays.toString(tensor.shape())
                    + " instead of "
                    + Arrays.toString(shape));
            return;
          }
          fitted.put(name, counter ? tensor.castTo(DataType.INT64) : tensor.castTo(DataType.FLOAT));
        });
    List<String> unexpected =
        weights.names().stream().filter(name -> !expected.containsKey(name)).toList();
    if (!missing.isEmpty() || !misshapen.isEmpty() || !unexpected.isEmpty()) {
      throw new CheckpointException(
          "the tensors are not those of a "
              + spec.architecture().name()
              + " of width "
              + spec.width()
              + " with "
              + spec.classes()
              + " classes: missing "
              + some(missing)
              + "; unexpected "
              + some(unexpected)
              + "; of another shape "
              + some(misshapen)
              + ". Choose the architecture that the checkpoint was made with.");
    }
    return StateDict.of(fitted);
  }

  private static String some(List<String> names) {
    if (names.isEmpty()) {
      return "none";
    }
    String shown = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
    return names.size() > NAMED ? shown + " and " + (names.size() - NAMED) + " more" : shown;
  }
}
