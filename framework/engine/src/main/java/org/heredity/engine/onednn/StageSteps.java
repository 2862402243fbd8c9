package org.heredity.engine.onednn;

import java.util.List;
import java.util.Optional;
import org.heredity.engine.plan.StageHook;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Lets hooks act on the stages' outputs and their gradients, in C order and back. */
final class StageSteps {
  private final Dnn dnn;
  private final List<String> stages;
  private final List<StageHook> hooks;
  private final boolean keep;

  /**
   * Steps for a program.
   *
   * @param stages the values that end a stage
   * @param hooks to call, in order forward and in reverse order backward
   * @param keep whether the stages' outputs are read after the forward pass
   */
  StageSteps(Dnn dnn, List<String> stages, List<StageHook> hooks, boolean keep) {
    this.dnn = dnn;
    this.stages = List.copyOf(stages);
    this.hooks = List.copyOf(hooks);
    this.keep = keep;
  }

  boolean watches(String value) {
    return keep && stages.contains(value);
  }

  Optional<Runnable> forward(String value, Tensor output, long[] shape) {
    int stage = stages.indexOf(value);
    if (stage < 0 || hooks.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        () -> {
          INDArray plain = read(output, shape);
          hooks.forEach(hook -> hook.forward(stage, plain));
          write(plain, output, shape);
        });
  }

  Optional<Runnable> backward(String value, Tensor output, Tensor gradient, long[] shape) {
    int stage = stages.indexOf(value);
    if (stage < 0 || hooks.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        () -> {
          INDArray plainOutput = read(output, shape);
          INDArray plain = read(gradient, shape);
          for (int h = hooks.size() - 1; h >= 0; h--) {
            hooks.get(h).backward(stage, plainOutput, plain);
          }
          write(plain, gradient, shape);
        });
  }

  /** A copy in C order. */
  INDArray read(Tensor tensor, long[] shape) {
    try (Arena staging = new Arena()) {
      Tensor plain = staging.tensor(dnn, Dnn.plain(shape));
      dnn.reorder(tensor, plain).run();
      return Plain.array(plain, shape);
    }
  }

  private void write(INDArray array, Tensor tensor, long[] shape) {
    try (Arena staging = new Arena()) {
      Tensor plain = staging.tensor(dnn, Dnn.plain(shape));
      Plain.copy(array, plain);
      dnn.reorder(plain, tensor).run();
    }
  }
}
