package org.heredity.pipeline.checks;

import java.util.ArrayList;
import java.util.List;
import org.heredity.api.result.Finding;
import org.heredity.api.result.Finding.Severity;

/** A model that classifies better with another known preprocessing than with its own. */
final class OtherPreprocessingBetter implements Check {
  @Override
  public String id() {
    return "other-preprocessing-better";
  }

  @Override
  public List<Finding> run(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    for (Evidence.Preprocessed model : evidence.preprocessed()) {
      if (model.better().telling()) {
        findings.add(
            new Finding(id(), Severity.WARNING, model.subject(), model.better().describe()));
      }
    }
    return findings;
  }
}
