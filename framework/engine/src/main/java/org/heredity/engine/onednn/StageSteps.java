package org.heredity.engine.onednn;

import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.memory;
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

  /** Whether nobody sees a value while a program runs, nor afterwards. */
  boolean none() {
    return hooks.isEmpty() && !keep;
  }

  boolean watches(String value) {
    return keep && stages.contains(value);
  }

  /** Whether hooks see a value and its gradient. */
  boolean hooked(String value) {
    return !hooks.isEmpty() && stages.contains(value);
  }

  Optional<Runnable> forward(String value, Tensor output, long[] shape) {
    int stage = stages.indexOf(value);
    if (stage < 0 || hooks.isEmpty()) {
      return Optional.empty();
    }
    memory.desc layout = Dnn.plain(shape);
    return Optional.of(
        () -> {
          try (INDArray plain = read(output, layout, shape)) {
            hooks.forEach(hook -> hook.forward(stage, plain));
            write(plain, output, layout);
          }
        });
  }

  Optional<Runnable> backward(String value, Tensor output, Tensor gradient, long[] shape) {
    int stage = stages.indexOf(value);
    if (stage < 0 || hooks.isEmpty()) {
      return Optional.empty();
    }
    memory.desc layout = Dnn.plain(shape);
    return Optional.of(
        () -> {
          try (INDArray plainOutput = read(output, layout, shape);
              INDArray plain = read(gradient, layout, shape)) {
            for (int h = hooks.size() - 1; h >= 0; h--) {
              hooks.get(h).backward(stage, plainOutput, plain);
            }
            write(plain, gradient, layout);
          }
        });
  }

  /** A copy in C order; the caller's. */
  INDArray read(Tensor tensor, long[] shape) {
    try (memory.desc layout = Dnn.plain(shape)) {
      return read(tensor, layout, shape);
    }
  }

  private INDArray read(Tensor tensor, memory.desc layout, long[] shape) {
    try (Arena staging = new Arena()) {
      Tensor plain = staging.tensor(dnn, layout);
      dnn.reorder(tensor, plain).run();
      return Plain.array(plain, shape);
    }
  }

  private void write(INDArray array, Tensor tensor, memory.desc layout) {
    try (Arena staging = new Arena()) {
      Tensor plain = staging.tensor(dnn, layout);
      Plain.copy(array, plain);
      dnn.reorder(plain, tensor).run();
    }
  }
}
