package org.heredity.api.attack;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heredity.api.Protocol;
import org.heredity.api.method.HeadTraining;
import org.heredity.api.method.Reuse;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.AttackedNetwork;
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
   * Settings that go together, such as those of a publication, by a name that users may write as
   * {@code preset}; none unless overridden.
   *
   * @return for each name the settings that differ from the defaults
   */
  default Map<String, Map<String, Object>> presets() {
    return Map.of();
  }

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
   * Whether it needs a network with a head for the target, rather than features alone.
   *
   * @param settings of the attack
   * @return whether {@link #perturb} gets such a head
   */
  boolean needsTargetHead(S settings);

  /**
   * The networks that stand in for the student: the teacher, with a head trained on the target if
   * {@link #needsTargetHead} says so, unless overridden by an attack that samples several. Not
   * asked for where the student itself is attacked (white box).
   *
   * @param reuse gives teacher and target, and caches what is computed
   * @param settings of the attack
   * @param seed of whatever is drawn
   * @return one state dict or more, of the teacher's architecture, all with heads of as many
   *     classes as the target has, or all with the teacher's own
   */
  default List<StateDict> models(Reuse reuse, S settings, long seed) {
    return List.of(
        needsTargetHead(settings)
            ? HeadTraining.teacherWithHead(reuse, seed)
            : reuse.teacher().weights());
  }

  /**
   * What is made once for all images of a set, such as a universal perturbation; nothing unless
   * overridden.
   *
   * @param reuse gives teacher and target, and caches what is computed: {@link Reuse#sharedStage}
   * @param threat what to keep to
   * @param settings of the attack
   * @param seed of whatever is drawn
   * @return what {@link #perturb} finds in {@link AttackBatch#prepared}
   */
  default StateDict prepare(Reuse reuse, ThreatModel threat, S settings, long seed) {
    return StateDict.of(Map.of());
  }

  /**
   * How much it holds at once; one network and one image at a time each unless overridden.
   *
   * @param settings of the attack
   * @return what the run says of its memory, and refuses if it does not fit
   */
  default Demand demand(S settings) {
    return Demand.PLAIN;
  }

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
   * @param models what is attacked, in eval mode: one network of each of {@link #models}, or the
   *     student alone
   * @param threat what to keep to: {@link #threatModel}'s, or in a sweep another epsilon; {@link
   *     ThreatModel#ball} and {@link ThreatModel#scaled} give it in the model's units
   * @param batch the images
   * @param settings of the attack
   */
  void perturb(
      List<? extends AttackedNetwork> models, ThreatModel threat, AttackBatch batch, S settings);
}
