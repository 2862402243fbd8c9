package org.heredity.pipeline.checks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.heredity.api.result.Finding;

/** All checks. Immutable and thread-safe. */
public final class Credibility {
  private final List<Check> checks;

  /** With the given checks, in their order. */
  public Credibility(List<Check> checks) {
    this.checks = List.copyOf(checks);
  }

  /** With the checks that Heredity has. */
  public static Credibility standard() {
    return new Credibility(
        List.of(
            new OutsideThreatModel(),
            new ZeroGradients(),
            new SoftmaxForLogits(),
            new TestImagesInTraining(),
            new PreprocessingMismatch(),
            new OtherPreprocessingBetter(),
            new WeakerThanProtocol(),
            new AttackMissesPlanted(),
            new TeacherNotFooled(),
            new NoiseAsStrong(),
            new OneStepBeatsMany(),
            new MoreStepsNoHelp(),
            new BudgetWithoutEffect(),
            new AccuracyNearChance(),
            new TooFewImages(),
            new NotReproducible()));
  }

  /** The checks, in order. */
  public List<Check> checks() {
    return checks;
  }

  /** What all of them found, gravest first. */
  public List<Finding> findings(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    checks.forEach(check -> findings.addAll(check.run(evidence)));
    findings.sort(Comparator.comparing(Finding::severity).reversed());
    return findings;
  }
}
