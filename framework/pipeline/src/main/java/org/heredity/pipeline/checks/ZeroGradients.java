package org.heredity.pipeline.checks;

import java.util.ArrayList;
import java.util.List;
import org.heredity.api.result.Finding;
import org.heredity.api.result.Finding.Severity;

/** Images at which the attack has no gradient to follow. */
final class ZeroGradients implements Check {
  private static final double TOLERATED = 0.01;

  @Override
  public String id() {
    return "zero-gradients";
  }

  @Override
  public List<Finding> run(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    for (Evidence.Probe probe : evidence.probes()) {
      if (probe.zeroGradients() > TOLERATED) {
        findings.add(
            new Finding(
                id(),
                probe.zeroGradients() > 0.5 ? Severity.ERROR : Severity.WARNING,
                probe.target() + ", " + probe.attack(),
                "the gradient that the attack follows is 0 everywhere on "
                    + Findings.percent(probe.zeroGradients())
                    + " of "
                    + probe.images()
                    + " images"));
      }
    }
    return findings;
  }
}
