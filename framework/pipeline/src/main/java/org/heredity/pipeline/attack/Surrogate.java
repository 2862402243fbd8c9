package org.heredity.pipeline.attack;

import java.util.List;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.method.Teacher;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.Objective;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What an adversarial set is made against and measured by. Not thread-safe; closing it releases its
 * networks.
 */
public interface Surrogate extends AutoCloseable {
  /** Moves {@code batch.adversarial()}. */
  void perturb(ThreatModel threat, AttackBatch batch);

  /** Classes by the teacher's own head, of {@code [N, 3, side, side]}. */
  int[] classes(INDArray images);

  /** Mean over the batch of what the attack ascends; NaN if that is no single function. */
  double objective(INDArray images, int[] labels);

  /**
   * Share of the images at which the gradient of what the attack ascends is 0 everywhere; NaN if
   * that is no single function.
   */
  double zeroGradients(INDArray images, int[] labels);

  /** Whether the teacher's parameters are the bits they were. */
  boolean unchanged();

  @Override
  void close();

  /**
   * A teacher under an attack.
   *
   * @param attacked the networks that stand in for a student; the teacher's own weights for itself
   */
  static <S extends Record> Surrogate of(
      Teacher teacher, List<StateDict> attacked, int classes, PlannedAttack<S> attack) {
    FrozenNetwork own = FrozenNetwork.of(teacher.spec(), teacher.weights());
    NetworkSpec spec =
        attack.attack().needsTargetHead(attack.settings())
            ? teacher.spec().withClasses(classes)
            : teacher.spec();
    List<FrozenNetwork> models =
        attacked.stream()
            .map(weights -> weights == teacher.weights() ? own : FrozenNetwork.of(spec, weights))
            .toList();
    FrozenNetwork model = models.get(0);
    return new Surrogate() {
      @Override
      public void perturb(ThreatModel threat, AttackBatch batch) {
        attack.attack().perturb(models, threat, batch, attack.settings());
      }

      @Override
      public int[] classes(INDArray images) {
        try (INDArray logits = own.logits(images)) {
          return Floats.argMax(logits);
        }
      }

      @Override
      public double objective(INDArray images, int[] labels) {
        Objective objective = attack.attack().objective(labels, attack.settings()).orElse(null);
        if (objective == null) {
          return Double.NaN;
        }
        try (INDArray outputs = model.outputs(images, objective.output());
            INDArray gradient = Nd4j.zeros(outputs.dataType(), outputs.shape())) {
          Floats.requireFinite(outputs);
          return objective.evaluate(outputs, gradient);
        }
      }

      @Override
      public double zeroGradients(INDArray images, int[] labels) {
        Objective objective = attack.attack().objective(labels, attack.settings()).orElse(null);
        if (objective == null) {
          return Double.NaN;
        }
        try (INDArray gradient = Nd4j.create(images.dataType(), images.shape(), 'c')) {
          model.inputGradient(images, objective, gradient);
          int zero = 0;
          for (int n = 0; n < labels.length; n++) {
            zero += gradient.slice(n).amaxNumber().doubleValue() == 0 ? 1 : 0;
          }
          return (double) zero / labels.length;
        }
      }

      @Override
      public boolean unchanged() {
        return teacher.weights().digest().equals(teacher.digest());
      }

      @Override
      public void close() {
        own.close();
        models.stream().filter(one -> one != own).forEach(FrozenNetwork::close);
      }
    };
  }
}
