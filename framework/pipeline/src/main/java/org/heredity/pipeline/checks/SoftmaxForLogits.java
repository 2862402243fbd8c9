package org.heredity.pipeline.checks;

import java.util.ArrayList;
import java.util.List;
import org.heredity.api.result.Finding;
import org.heredity.api.result.Finding.Severity;

/**
 * A network whose outputs are probabilities where logits are expected; the gradient of a loss that
 * applies softmax again is far too small (Croce and Hein, ICML 2020).
 */
final class SoftmaxForLogits implements Check {
  private static final double ROUNDING = 1e-3;

  @Override
  public String id() {
    return "softmax-for-logits";
  }

  @Override
  public List<Finding> run(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    for (Evidence.Outputs outputs : evidence.outputs()) {
      if (outputs.least() >= 0 && outputs.sumError() < ROUNDING) {
        findings.add(
            new Finding(
                id(),
                Severity.ERROR,
                outputs.subject(),
                "the outputs are probabilities: none is below 0, and every image's sum to 1"
                    + " within "
                    + Findings.number(outputs.sumError())
                    + "; logits are expected"));
      }
    }
    return findings;
  }
}
