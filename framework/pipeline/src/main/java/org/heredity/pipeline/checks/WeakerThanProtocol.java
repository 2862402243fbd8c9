package org.heredity.pipeline.checks;

import java.util.List;
import org.heredity.api.result.Finding;
import org.heredity.api.result.Finding.Severity;

/**
 * An attack with fewer steps, a smaller epsilon or the like than the protocol has: a low DIR under
 * it is no evidence. An error in an audit, whose gates stand on it; in a suite somebody may want to
 * see just that.
 */
final class WeakerThanProtocol implements Check {
  @Override
  public String id() {
    return "weaker-than-protocol";
  }

  @Override
  public List<Finding> run(Evidence evidence) {
    Severity severity = evidence.audit() ? Severity.ERROR : Severity.NOTE;
    return evidence.weakened().stream()
        .map(
            weakened ->
                new Finding(
                    id(),
                    severity,
                    weakened.attack(),
                    "the attack is weaker than the protocol's: "
                        + String.join("; ", weakened.phrases())))
        .toList();
  }
}
