package org.heredity.api.attack;

import java.util.Optional;
import org.heredity.api.Protocol;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.Objective;

/**
 * A way to make adversarial images from a teacher. Validation, the random start, projection and the
 * check that the result is within the budget are the caller's; an attack moves a batch. One small
 * class each. Implementations are stateless and thread-safe.
 *
 * @param <S> its settings, a record described by {@link org.heredity.api.config.Setting}
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
   * What it ascends on images of these labels, for a report to tell how far it came; empty if that
   * is no single function.
   */
  default Optional<Objective> objective(int[] labels, S settings) {
    return Optional.empty();
  }

  /**
   * Moves {@code batch.adversarial()} in place.
   *
   * @param model the teacher in eval mode, with a head trained on the target if it asked for one
   * @param threat the budget to keep to: {@link #threatModel}'s, or in a sweep another; {@link
   *     ThreatModel#ball} and {@link ThreatModel#scaled} give it in the model's units
   */
  void perturb(FrozenNetwork model, ThreatModel threat, AttackBatch batch, S settings);
}
