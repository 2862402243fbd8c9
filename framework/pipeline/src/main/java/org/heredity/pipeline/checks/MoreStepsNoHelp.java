package org.heredity.pipeline.checks;

import java.util.ArrayList;
import java.util.List;
import org.heredity.api.result.Finding;
import org.heredity.api.result.Finding.Severity;

/** An attack whose last three quarters of steps gain nothing: it is stuck, or its step is wrong. */
final class MoreStepsNoHelp implements Check {
  @Override
  public String id() {
    return "more-steps-no-help";
  }

  @Override
  public List<Finding> run(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    for (Evidence.Probe probe : evidence.probes()) {
      double few = Trials.objective(probe, Evidence.Kind.FEW_STEPS);
      double all = Trials.objective(probe, Evidence.Kind.FULL);
      if (all <= few) {
        findings.add(
            new Finding(
                id(),
                Severity.WARNING,
                probe.target() + ", " + probe.attack(),
                "on "
                    + probe.images()
                    + " images the attack reaches "
                    + Findings.number(few)
                    + " with a quarter of its steps and "
                    + Findings.number(all)
                    + " with all of them"));
      }
    }
    return findings;
  }
}
