package org.heredity.api.attack;

import java.util.Optional;
import org.heredity.api.Protocol;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.LinfBall;
import org.heredity.engine.Objective;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Projected gradient ascent (Madry et al., ICLR 2018), the frame of iterative gradient attacks. A
 * step moves every value by the step size along the sign of the objective's gradient, projects to
 * the ball and clips to the range of images; where the gradient is 0 nothing moves. An attack says
 * what it maximises, and how often and how far it steps.
 *
 * <p>Subclasses are stateless; then attacks are thread-safe.
 *
 * @param <S> the attack's settings
 */
public abstract class GradientAttack<S extends Record> implements Attack<S> {
  /**
   * What is maximised on one batch.
   *
   * @param labels {@code N} true classes
   */
  protected abstract Objective maximised(int[] labels, S settings);

  /** Epsilon, step size, and number of steps. */
  protected abstract IterativeSettings iterations(S settings);

  /** The step size in the threat model's unit: the one set, else the protocol's. */
  protected double stepSize(ThreatModel threat, S settings) {
    return ProtocolDefaults.stepSize(threat, iterations(settings).step());
  }

  @Override
  public ThreatModel threatModel(S settings, Protocol protocol) {
    IterativeSettings iterations = iterations(settings);
    return ProtocolDefaults.threatModel(protocol, iterations.epsilon(), iterations.randomStart());
  }

  @Override
  public final Optional<Objective> objective(int[] labels, S settings) {
    return Optional.of(maximised(labels, settings));
  }

  @Override
  public final void perturb(
      FrozenNetwork model, ThreatModel threat, AttackBatch batch, S settings) {
    LinfBall ball = threat.ball();
    float[] step = threat.scaled(stepSize(threat, settings));
    Objective objective = maximised(batch.labels(), settings);
    try (INDArray gradient = batch.adversarial().ulike()) {
      for (int i = 0; i < iterations(settings).steps(); i++) {
        model.inputGradient(batch.adversarial(), objective, gradient);
        ball.ascend(batch.clean(), batch.adversarial(), gradient, step);
      }
    }
  }
}
