package org.heredity.pipeline.checks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.heredity.api.result.Finding;
import org.heredity.api.result.Finding.Severity;
import org.heredity.api.result.SetResult;

/** Adversarial images out of the valid range, or further from the clean ones than allowed. */
final class OutsideThreatModel implements Check {
  @Override
  public String id() {
    return "outside-threat-model";
  }

  @Override
  public List<Finding> run(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    for (Evidence.Probe probe : evidence.probes()) {
      if (probe.beyond() > 0 || probe.outOfRange() > 0) {
        Optional<SetResult> set = set(evidence, probe);
        boolean images = set.filter(s -> s.norm().equals(SetResult.L2)).isPresent();
        findings.add(
            new Finding(
                id(),
                Severity.ERROR,
                probe.target() + ", " + probe.attack(),
                probe.beyond()
                    + (images ? " images" : " values")
                    + " of the adversarial set are beyond epsilon and "
                    + probe.outOfRange()
                    + (images ? " values" : "")
                    + " are out of the range of images"
                    + set.map(OutsideThreatModel::largest).orElse("")));
      }
    }
    return findings;
  }

  /** Told from the clean images as they are, before any clip. */
  private static String largest(SetResult set) {
    return String.format(
        Locale.ROOT,
        "; the largest change is %.4g, epsilon %.4g",
        set.maxPerturbation(),
        set.epsilon());
  }

  private static Optional<SetResult> set(Evidence evidence, Evidence.Probe probe) {
    return evidence.result().sets().stream()
        .filter(set -> set.target().equals(probe.target()) && set.attack().equals(probe.attack()))
        .findFirst();
  }
}
