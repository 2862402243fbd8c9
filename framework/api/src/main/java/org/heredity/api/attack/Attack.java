package org.heredity.api.attack;

import java.util.Optional;
import org.heredity.api.Protocol;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.Objective;

/**
 * A way to make adversarial images from a teacher. Validation, the random start, projection and the
 * check that the result keeps to the threat model are the caller's; an attack moves a batch. One
 * small class each. Implementations are stateless and thread-safe.
 *
 * @param <S> its settings, a record described by {@link org.heredity.api.config.Setting}
 */
public interface Attack<S extends Record> {
  /**
   * What it is called in a suite.
   *
   * @return the name, in kebab case, unlike any other attack's
   */
  String name();

  /**
   * What it does, in a phrase, with the paper.
   *
   * @return the phrase, without a full stop
   */
  String description();

  /**
   * The type of its settings.
   *
   * @return a record all of whose components are settings
   */
  Class<S> settings();

  /**
   * Norm, epsilon, bounds, goal and start under a protocol.
   *
   * @param settings of the attack
   * @param protocol that is followed
   * @return what the attack keeps to
   * @throws org.heredity.api.config.UsageException if the settings are no threat model
   */
  ThreatModel threatModel(S settings, Protocol protocol);

  /**
   * Whether it needs the teacher with a head trained on the target, rather than features alone.
   *
   * @return whether {@link #perturb} gets such a head
   */
  boolean needsTargetHead();

  /**
   * What it maximises on images of these labels, for a report to tell how far it came.
   *
   * @param labels {@code N} true classes
   * @param settings of the attack
   * @return the objective; empty if it maximises no single function
   */
  default Optional<Objective> objective(int[] labels, S settings) {
    return Optional.empty();
  }

  /**
   * Moves {@code batch.adversarial()} in place.
   *
   * @param model the teacher in eval mode, with a head trained on the target if it asked for one
   * @param threat what to keep to: {@link #threatModel}'s, or in a sweep another epsilon; {@link
   *     ThreatModel#ball} and {@link ThreatModel#scaled} give it in the model's units
   * @param batch the images
   * @param settings of the attack
   */
  void perturb(FrozenNetwork model, ThreatModel threat, AttackBatch batch, S settings);
}
