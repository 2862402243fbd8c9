package org.heredity.pipeline.checks;

import java.util.ArrayList;
import java.util.List;
import org.heredity.api.result.Finding;
import org.heredity.api.result.Finding.Severity;

/** A student whose images go through something else than its teacher's. */
final class PreprocessingMismatch implements Check {
  @Override
  public String id() {
    return "preprocessing-mismatch";
  }

  @Override
  public List<Finding> run(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    for (Evidence.Preprocessed model : evidence.preprocessed()) {
      if (!model.differences().isEmpty()) {
        findings.add(
            new Finding(
                id(),
                Severity.WARNING,
                model.subject(),
                "teacher and student have different preprocessing: "
                    + String.join(", ", model.differences())));
      }
    }
    return findings;
  }
}
