package org.heredity.core.attack;

import org.heredity.core.Protocol;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.LinfBall;

/**
 * A way to make adversarial images from a teacher. Validation, the random start, projection and the
 * check that the result is within the budget are the caller's; an attack moves a batch. One small
 * class each. Implementations are stateless and thread-safe.
 *
 * @param <S> its settings, a record described by {@link org.heredity.core.config.Setting}
 */
public interface Attack<S extends Record> {
  /** What it is called in a suite, in kebab case. */
  String name();

  /** What it does, in a phrase, with the paper. */
  String description();

  /** The type of its settings. */
  Class<S> settings();

  /** Budget, bounds and start under a protocol. */
  ThreatModel threatModel(S settings, Protocol protocol);

  /** Whether it needs the teacher with a head trained on the target, rather than features alone. */
  boolean needsTargetHead();

  /**
   * Moves {@code batch.adversarial()} in place.
   *
   * @param model the teacher in eval mode, with a head trained on the target if it asked for one
   * @param ball the budget in the model's units
   */
  void perturb(FrozenNetwork model, LinfBall ball, AttackBatch batch, S settings);
}
