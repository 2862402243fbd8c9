package org.heredity.pipeline.checks;

import java.util.ArrayList;
import java.util.List;
import org.heredity.api.result.Finding;
import org.heredity.api.result.Finding.Severity;

/**
 * One long step that does better than many small ones, a sign of masked gradients (Athalye, Carlini
 * and Wagner, ICML 2018, section 3.1).
 */
final class OneStepBeatsMany implements Check {
  @Override
  public String id() {
    return "one-step-beats-many";
  }

  @Override
  public List<Finding> run(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    for (Evidence.Probe probe : evidence.probes()) {
      double one = Trials.objective(probe, Evidence.Kind.ONE_STEP);
      double all = Trials.objective(probe, Evidence.Kind.FULL);
      if (one >= all) {
        findings.add(
            new Finding(
                id(),
                Severity.WARNING,
                probe.target() + ", " + probe.attack(),
                "on "
                    + probe.images()
                    + " images one step of the whole epsilon reaches "
                    + Findings.number(one)
                    + ", all steps "
                    + Findings.number(all)));
      }
    }
    return findings;
  }
}
