package org.heredity.pipeline.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.heredity.api.config.Inlined;
import org.heredity.api.config.Settings;
import org.heredity.api.config.UsageException;
import org.heredity.api.method.PreprocessingSettings;

/**
 * A student that somebody made, to be evaluated against a teacher that it may come from. {@link
 * Settings#values} of it is what results show.
 *
 * @param common teacher, protocol and attacks
 * @param target the data to evaluate on
 * @param student its checkpoint; the head's size is inferred from the file
 * @param studentStateDict which state dict of that file, if it holds several; empty for the usual
 * @param studentPreprocessing what the student's and the floor's images go through; empty for what
 *     their files say
 * @param floor a network made on the same data from random weights: what it shows of the teacher's
 *     defects, nobody inherited; empty to go without
 * @param sweep epsilons to measure the DIR at beside the attacks' own, in pixel values of 0 to 1,
 *     ascending; empty for none
 * @param gates what the figures have to reach
 */
public record AuditConfig(
    @Inlined CommonConfig common,
    TargetConfig target,
    Path student,
    Optional<String> studentStateDict,
    Optional<PreprocessingSettings> studentPreprocessing,
    Optional<Path> floor,
    List<Double> sweep,
    GateConfig gates) {
  /** Half a level of 255 to 16 of them. */
  public static final List<Double> SWEEP =
      List.of(0.5 / 255, 1.0 / 255, 2.0 / 255, 4.0 / 255, 8.0 / 255, 16.0 / 255);

  public AuditConfig {
    Objects.requireNonNull(common, "common");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(student, "student");
    Objects.requireNonNull(studentStateDict, "studentStateDict");
    Objects.requireNonNull(studentPreprocessing, "studentPreprocessing");
    Objects.requireNonNull(floor, "floor");
    sweep = List.copyOf(sweep);
    for (int i = 0; i < sweep.size(); i++) {
      if (!(sweep.get(i) > (i == 0 ? 0 : sweep.get(i - 1))) || sweep.get(i) > 1) {
        throw new UsageException(
            "--sweep must be ascending epsilons over 0 and at most 1, got " + sweep);
      }
    }
    Objects.requireNonNull(gates, "gates");
  }

  /** What an audit is if the user says no more. */
  public static AuditConfig of(CommonConfig common, TargetConfig target, Path student) {
    return new AuditConfig(
        common,
        target,
        student,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        SWEEP,
        GateConfig.NONE);
  }
}
