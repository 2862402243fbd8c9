package org.heredity.reengineering;

import org.heredity.api.result.Kept;
import org.heredity.api.train.Stages;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.memory.Scope;
import org.heredity.reengineering.compact.CompactModel;
import org.heredity.reengineering.compact.Compaction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What SEAM's search leaves of a classifier. Searched when it is first asked for, and read from the
 * cache from then on.
 */
record MaskedPart(DirectReuse reuse, Problem problem, Stages work) implements Part {
  @Override
  public Kept kept() {
    DirectResult result = reuse.run(problem, work);
    try (Scope scope = new Scope()) {
      scope.own(result.tensors(), reuse.conditions().teacher().weights());
      CompactModel compact = Compaction.of(result.spec(), result.tensors());
      scope.own(compact.weights(), reuse.conditions().teacher().weights());
      return Size.kept(reuse.conditions().teacher().spec(), compact, result.kept());
    }
  }

  @Override
  public Running open() {
    DirectResult result = reuse.run(problem, work);
    Scope scope = new Scope();
    scope.own(result.tensors(), reuse.conditions().teacher().weights());
    FrozenNetwork network = FrozenNetwork.of(result.spec(), result.tensors());
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
