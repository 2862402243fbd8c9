package org.heredity.api.attack;

import java.util.List;
import java.util.Optional;
import org.heredity.api.Protocol;
import org.heredity.api.attack.ThreatModel.Norm;
import org.heredity.engine.AttackedNetwork;
import org.heredity.engine.Objective;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Projected gradient ascent (Madry et al., ICLR 2018), the frame of iterative gradient attacks. A
 * step moves each image by the step size along the norm's steepest ascent of the objective,
 * projects to the threat model's ball and clips to the range of images; where the gradient is 0
 * nothing moves. An attack says what it maximises, how often and how far it steps, and if it wants
 * by which norm and by which rule.
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
   * @param settings of the attack
   * @return a differentiable function of the model's features or logits
   */
  protected abstract Objective maximised(int[] labels, S settings);

  /**
   * Epsilon, step size, number of steps, and start.
   *
   * @param settings of the attack
   * @return its part that iterative attacks share
   */
  protected abstract IterativeSettings iterations(S settings);

  /**
   * How changes are measured; L-infinity unless overridden.
   *
   * @param settings of the attack
   * @return the threat model's norm
   */
  protected Norm norm(S settings) {
    return Norm.L_INFINITY;
  }

  /**
   * The step size: the one set, else the protocol's.
   *
   * @param threat what is kept to
   * @param settings of the attack
   * @return the step size in the threat model's unit and norm
   */
  protected double stepSize(ThreatModel threat, S settings) {
    return ProtocolDefaults.stepSize(threat, iterations(settings).step());
  }

  /**
   * How the images of one batch are moved and projected; steepest ascent unless overridden.
   *
   * @param threat what is kept to
   * @param settings of the attack
   * @return a new rule; closed when the batch is done
   */
  protected StepRule stepRule(ThreatModel threat, S settings) {
    return StepRule.steepest(threat, stepSize(threat, settings));
  }

  @Override
  public ThreatModel threatModel(S settings, Protocol protocol) {
    IterativeSettings iterations = iterations(settings);
    return ProtocolDefaults.threatModel(protocol, norm(settings), iterations.epsilon())
        .withRandomStart(iterations.randomStart());
  }

  @Override
  public final Optional<Objective> objective(int[] labels, S settings) {
    return Optional.of(maximised(labels, settings));
  }

  @Override
  public final void perturb(
      List<? extends AttackedNetwork> models, ThreatModel threat, AttackBatch batch, S settings) {
    Objective objective = maximised(batch.labels(), settings);
    try (StepRule rule = stepRule(threat, settings);
        INDArray gradient = batch.adversarial().ulike()) {
      for (int i = 0; i < iterations(settings).steps(); i++) {
        models.get(i % models.size()).inputGradient(batch.adversarial(), objective, gradient);
        rule.move(batch, gradient, i);
      }
    }
  }
}
