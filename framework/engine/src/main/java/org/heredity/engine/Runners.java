package org.heredity.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Scope;
import org.heredity.engine.nd4j.Nd4jRunner;
import org.heredity.engine.onednn.DnnRunner;
import org.heredity.engine.plan.Folding;
import org.heredity.engine.plan.GuardedRunner;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.OverflowProof;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.plan.Runner;
import org.heredity.engine.plan.StageHook;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Chooses the backend: oneDNN on processors, ND4J's operations elsewhere. */
final class Runners {
  private Runners() {}

  static Runner create(
      NetworkSpec spec, StateDict weights, Mode mode, List<StageHook> hooks, boolean keepStages) {
    return create(spec, weights, mode, hooks, keepStages, null);
  }

  /**
   * With dropout where the architecture has some.
   *
   * @param dropout what drops there, told the places from 0; null for none
   */
  static Runner create(
      NetworkSpec spec,
      StateDict weights,
      Mode mode,
      List<StageHook> hooks,
      boolean keepStages,
      StageHook dropout) {
    List<String> places = spec.architecture().dropouts();
    if (dropout == null || places.isEmpty()) {
      return compiled(
          spec.plan(), spec, weights, mode, spec.architecture().stages(), hooks, keepStages);
    }
    // Without hooks the stages themselves need not be shown to anybody.
    boolean shown = keepStages || !hooks.isEmpty();
    List<String> stages = new ArrayList<>(shown ? spec.architecture().stages() : List.of());
    int first = stages.size();
    stages.addAll(places);
    return compiled(
        spec.plan(),
        spec,
        weights,
        mode,
        stages,
        List.of(new Placed(hooks, dropout, first)),
        keepStages);
  }

  /** Without hooks, of a part of the network; for eval mode. */
  static Runner create(Plan part, NetworkSpec spec, StateDict weights, Mode mode) {
    return compiled(part, spec, weights, mode, List.of(), List.of(), false);
  }

  /**
   * In eval mode, with a hook on values of one's own choice.
   *
   * @param places nodes whose results the hook sees, which count as stages from 0
   * @throws IllegalArgumentException in another mode than INFER and ATTACK
   */
  static Runner hooked(
      NetworkSpec spec, StateDict weights, Mode mode, List<String> places, StageHook hook) {
    if (mode != Mode.INFER && mode != Mode.ATTACK) {
      throw new IllegalArgumentException("hooks on values of one's own are for eval mode");
    }
    Folding folding = Folding.of(spec.plan(), weights);
    Scope folded = new Scope();
    StateDict tensors = folded.own(folding.weights(), weights);
    if (!DnnRunner.available()) {
      try (folded) {
        return new Nd4jRunner(folding.plan(), tensors, mode, places, List.of(hook));
      }
    }
    return new DnnRunner(folding.plan(), tensors, mode, places, List.of(hook), false)
        .owning(folded)
        .watching(OverflowProof.of(spec.plan(), weights, spec.imageSize()));
  }

  /** Hooks on the stages, and one on the places that were added behind them. */
  private record Placed(List<StageHook> hooks, StageHook dropout, int first) implements StageHook {
    @Override
    public void forward(int stage, INDArray output) {
      if (stage >= first) {
        dropout.forward(stage - first, output);
      } else {
        hooks.forEach(hook -> hook.forward(stage, output));
      }
    }

    @Override
    public void backward(int stage, INDArray output, INDArray gradient) {
      if (stage >= first) {
        dropout.backward(stage - first, output, gradient);
        return;
      }
      for (int h = hooks.size() - 1; h >= 0; h--) {
        hooks.get(h).backward(stage, output, gradient);
      }
    }
  }

  private static Runner compiled(
      Plan plan,
      NetworkSpec spec,
      StateDict weights,
      Mode mode,
      List<String> stages,
      List<StageHook> hooks,
      boolean keepStages) {
    Plan run = plan;
    StateDict tensors = weights;
    Scope folded = new Scope();
    if (mode.folded()) {
      Folding folding = Folding.of(run, weights);
      run = folding.plan();
      tensors = folded.own(folding.weights(), weights);
    }
    Map<String, float[]> biases = mode == Mode.MASK ? Folding.biases(plan, weights) : Map.of();
    if (!DnnRunner.available()) {
      try (folded) {
        return new Nd4jRunner(run, tensors, mode, stages, hooks).masking(biases);
      }
    }
    DnnRunner fast =
        new DnnRunner(run, tensors, mode, stages, hooks, keepStages).masking(biases).owning(folded);
    if (mode == Mode.TRAIN) {
      return fast;
    }
    fast.watching(OverflowProof.of(plan, weights, spec.imageSize()));
    return mode == Mode.MASK
        ? fast
        : new GuardedRunner(fast, () -> new Nd4jRunner(plan, weights, mode, stages, hooks));
  }
}
