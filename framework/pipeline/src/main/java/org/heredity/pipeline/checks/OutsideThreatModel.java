package org.heredity.pipeline.checks;

import java.util.ArrayList;
import java.util.List;
import org.heredity.api.result.Finding;
import org.heredity.api.result.Finding.Severity;

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
        findings.add(
            new Finding(
                id(),
                Severity.ERROR,
                probe.target() + ", " + probe.attack(),
                probe.beyond()
                    + " values of the adversarial set are beyond the budget and "
                    + probe.outOfRange()
                    + " are out of the range of images"));
      }
    }
    return findings;
  }
}
