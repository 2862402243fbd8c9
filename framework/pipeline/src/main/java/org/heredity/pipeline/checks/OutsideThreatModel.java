package org.heredity.pipeline.checks;

import java.util.ArrayList;
import java.util.List;
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
        boolean images = inL2(evidence, probe);
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
                    + " are out of the range of images"));
      }
    }
    return findings;
  }

  private static boolean inL2(Evidence evidence, Evidence.Probe probe) {
    return evidence.result().sets().stream()
        .anyMatch(
            set ->
                set.target().equals(probe.target())
                    && set.attack().equals(probe.attack())
                    && set.norm().equals(SetResult.L2));
  }
}
