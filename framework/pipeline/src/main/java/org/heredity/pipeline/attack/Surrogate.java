package org.heredity.pipeline.attack;

import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.method.Teacher;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.FrozenNetwork;
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
   * @param attacked the teacher, with a head for the target if the attack needs one
   */
  static <S extends Record> Surrogate of(
      Teacher teacher, StateDict attacked, int classes, PlannedAttack<S> attack) {
    FrozenNetwork own = FrozenNetwork.of(teacher.spec(), teacher.weights());
    boolean targetHead = attack.attack().needsTargetHead();
    FrozenNetwork model =
        targetHead ? FrozenNetwork.of(teacher.spec().withClasses(classes), attacked) : own;
    return new Surrogate() {
      @Override
      public void perturb(ThreatModel threat, AttackBatch batch) {
        attack.attack().perturb(model, threat, batch, attack.settings());
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
        boolean features = objective.output() == Objective.Output.FEATURES;
        try (INDArray outputs = features ? model.features(images) : model.logits(images);
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
        if (targetHead) {
          model.close();
        }
      }
    };
  }
}
