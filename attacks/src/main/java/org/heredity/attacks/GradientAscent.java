package org.heredity.attacks;

import java.util.Optional;
import org.heredity.api.Protocol;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.ThreatModel;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.LinfBall;
import org.heredity.engine.Objective;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Projected gradient ascent with the gradient's sign (Madry et al., ICLR 2018). A step moves every
 * value by the same length along the sign of the objective's gradient, projects to the ball and
 * clips to the range of images; where the gradient is 0 nothing moves. An attack says what it
 * ascends, how often and how far.
 *
 * @param <S> the attack's settings
 */
abstract class GradientAscent<S extends Record> implements Attack<S> {
  /** What is ascended on images of these labels. */
  abstract Objective ascended(int[] labels, S settings);

  /** Budget, step, and how often. */
  abstract Ascent ascent(S settings);

  /** Length of a step, in the threat model's unit. */
  double step(ThreatModel threat, S settings) {
    return Budget.step(threat, ascent(settings).step());
  }

  @Override
  public final ThreatModel threatModel(S settings, Protocol protocol) {
    Ascent ascent = ascent(settings);
    return Budget.of(protocol, ascent.epsilon(), ascent.randomStart());
  }

  @Override
  public final Optional<Objective> objective(int[] labels, S settings) {
    return Optional.of(ascended(labels, settings));
  }

  @Override
  public final void perturb(
      FrozenNetwork model, ThreatModel threat, AttackBatch batch, S settings) {
    LinfBall ball = threat.ball();
    float[] step = threat.scaled(step(threat, settings));
    Objective objective = ascended(batch.labels(), settings);
    try (INDArray gradient = batch.adversarial().ulike()) {
      for (int i = 0; i < ascent(settings).steps(); i++) {
        model.inputGradient(batch.adversarial(), objective, gradient);
        ball.ascend(batch.clean(), batch.adversarial(), gradient, step);
      }
    }
  }
}
