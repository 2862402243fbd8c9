package org.heredity.pipeline.config;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.heredity.api.Protocol;
import org.heredity.api.config.UsageException;

/**
 * A student that somebody made, to be evaluated against a teacher that it may come from.
 *
 * @param teacher what it may come from
 * @param student its checkpoint; the head's size is told from the file
 * @param floor a network made on the same data from random weights: what it shows of the teacher's
 *     defects, nobody inherited; empty to go without
 * @param target the data to evaluate on
 * @param protocol how to measure
 * @param attacks at least one
 * @param sweep epsilons to measure the DIR at beside the attacks' own, in pixel values of 0 to 1,
 *     ascending; empty for none
 * @param maxDir greatest DIR under any attack that passes; empty to demand nothing
 * @param minAcc least ACC that passes; empty to demand nothing
 * @param setSeed seed of adversarial sets, noise and splits
 * @param galleryImages images of each attack that the gallery shows
 */
public record AuditConfig(
    TeacherConfig teacher,
    Path student,
    Optional<Path> floor,
    TargetConfig target,
    Protocol protocol,
    List<AttackConfig> attacks,
    List<Double> sweep,
    OptionalDouble maxDir,
    OptionalDouble minAcc,
    long setSeed,
    int galleryImages) {
  /** Half a level of 255 to 16 of them. */
  public static final List<Double> SWEEP =
      List.of(0.5 / 255, 1.0 / 255, 2.0 / 255, 4.0 / 255, 8.0 / 255, 16.0 / 255);

  public AuditConfig {
    Objects.requireNonNull(teacher, "teacher");
    Objects.requireNonNull(student, "student");
    Objects.requireNonNull(floor, "floor");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(protocol, "protocol");
    attacks = List.copyOf(attacks);
    sweep = List.copyOf(sweep);
    if (attacks.isEmpty()) {
      throw new UsageException("an audit needs at least one attack");
    }
    if (new HashSet<>(attacks.stream().map(AttackConfig::label).toList()).size() < attacks.size()) {
      throw new UsageException("--attack names one attack twice");
    }
    for (int i = 0; i < sweep.size(); i++) {
      if (!(sweep.get(i) > (i == 0 ? 0 : sweep.get(i - 1))) || sweep.get(i) > 1) {
        throw new UsageException(
            "--sweep must be ascending epsilons over 0 and at most 1, got " + sweep);
      }
    }
    requireShare("--max-dir", maxDir);
    requireShare("--min-acc", minAcc);
    if (galleryImages < 0 || galleryImages > 100) {
      throw new UsageException("gallery images must be 0 to 100, got " + galleryImages);
    }
  }

  /** What an audit is if the user says no more. */
  public static AuditConfig of(
      TeacherConfig teacher, Path student, TargetConfig target, List<AttackConfig> attacks) {
    return new AuditConfig(
        teacher,
        student,
        Optional.empty(),
        target,
        Protocol.STRICT,
        attacks,
        SWEEP,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        0,
        SuiteConfig.GALLERY_IMAGES);
  }

  private static void requireShare(String option, OptionalDouble share) {
    if (share.isPresent() && !(share.getAsDouble() >= 0 && share.getAsDouble() <= 1)) {
      throw new UsageException(option + " must be 0 to 1, got " + share.getAsDouble());
    }
  }
}
