package org.heredity.attacks.transfer;

import java.util.List;
import java.util.Optional;
import org.heredity.api.attack.PenultimateObjective;
import org.heredity.api.config.Setting;
import org.heredity.api.config.UsageException;
import org.heredity.data.Randomness;

/**
 * What is ascended.
 *
 * @param objective of features or of logits
 * @param target value that the first feature is driven to
 * @param targetClass where images are led to
 */
record AimSettings(
    @Setting(
            value =
                "what is ascended: penultimate-pgd's objective on features, or the cross-entropy"
                    + " of the teacher with a head trained on the target",
            byDefault = "penultimate")
        Kind objective,
    @Setting(value = "value that the first feature is driven to (penultimate)", byDefault = "1000")
        double target,
    @Setting(
            "lead images to a class rather than away from their own (cross-entropy): its number,"
                + " next (the one after an image's own) or random (another, drawn for each image)")
        Optional<String> targetClass) {
  /** What is ascended. */
  enum Kind {
    /** The task-agnostic objective on penultimate features. */
    PENULTIMATE,
    /** The cross-entropy of logits. */
    CROSS_ENTROPY
  }

  AimSettings {
    targetClass.ifPresent(TargetClass::parse);
    if (targetClass.isPresent() && objective == Kind.PENULTIMATE) {
      throw new UsageException(
          "'target-class' needs a head that knows classes; set 'objective' to cross-entropy, or"
              + " leave out 'target-class'");
    }
  }

  boolean onLogits() {
    return objective == Kind.CROSS_ENTROPY;
  }

  Optional<TargetClass> led() {
    return targetClass.map(TargetClass::parse);
  }

  /** Whether the class that an image is led to is drawn from its stream. */
  boolean drawn() {
    return led().filter(led -> led.kind() == TargetClass.Kind.RANDOM).isPresent();
  }

  /**
   * What is ascended on a batch.
   *
   * @param labels true classes
   * @param streams by image
   */
  RowObjective of(int[] labels, List<Randomness> streams) {
    return onLogits()
        ? new ClassObjective(labels, led(), streams)
        : new FeatureObjective(new PenultimateObjective(target));
  }
}
