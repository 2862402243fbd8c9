package org.heredity.reengineering;

import org.heredity.api.method.Teacher;
import org.heredity.api.result.Kept;
import org.heredity.api.train.Stages;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.memory.Scope;
import org.heredity.reengineering.compact.CompactModel;
import org.heredity.reengineering.compact.Compaction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What SEAM's search leaves of a classifier for a problem; its weights are read from the cache
 * whenever it is opened, as they are as large as the classifier's.
 */
record MaskedPart(DirectReuse reuse, Problem problem, Stages work, Kept kept) implements Part {
  /** Searches, and counts what is left. */
  static MaskedPart of(DirectReuse reuse, Problem problem, Stages work) {
    Teacher teacher = reuse.conditions().teacher();
    MaskedClassifier masked = reuse.masked(problem, work).classifier();
    try (Scope scope = new Scope()) {
      scope.own(masked.tensors(), teacher.weights());
      CompactModel compact = Compaction.of(masked.spec(), masked.tensors());
      scope.own(compact.weights(), teacher.weights());
      return new MaskedPart(
          reuse, problem, work, Size.kept(teacher.spec(), compact, masked.kept()));
    }
  }

  @Override
  public Running open() {
    MaskedClassifier masked = reuse.masked(problem, work).classifier();
    Scope scope = new Scope();
    scope.own(masked.tensors(), reuse.conditions().teacher().weights());
    FrozenNetwork network = FrozenNetwork.of(masked.spec(), masked.tensors());
    return new Running() {
      @Override
      public INDArray logits(INDArray images) {
        return network.logits(images);
      }

      @Override
      public void close() {
        network.close();
        scope.close();
      }
    };
  }
}
