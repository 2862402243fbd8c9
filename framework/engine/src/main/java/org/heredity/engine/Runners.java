package org.heredity.engine;

import java.util.List;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Scope;
import org.heredity.engine.nd4j.Nd4jRunner;
import org.heredity.engine.onednn.DnnRunner;
import org.heredity.engine.plan.Folding;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.plan.Runner;
import org.heredity.engine.plan.StageHook;

/** Chooses the backend: oneDNN on processors, ND4J's operations elsewhere. */
final class Runners {
  private Runners() {}

  static Runner create(
      NetworkSpec spec, StateDict weights, Mode mode, List<StageHook> hooks, boolean keepStages) {
    Plan run = spec.plan();
    StateDict tensors = weights;
    Scope folded = new Scope();
    if (mode.folded()) {
      Folding folding = Folding.of(run, weights);
      run = folding.plan();
      tensors = folded.own(folding.weights(), weights);
    }
    List<String> stages = spec.architecture().stages();
    if (!DnnRunner.available()) {
      try (folded) {
        return new Nd4jRunner(run, tensors, mode, stages, hooks);
      }
    }
    return new DnnRunner(run, tensors, mode, stages, hooks, keepStages).owning(folded);
  }
}
