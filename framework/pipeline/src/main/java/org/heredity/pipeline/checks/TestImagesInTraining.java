package org.heredity.pipeline.checks;

import java.util.ArrayList;
import java.util.List;
import org.heredity.api.result.Finding;
import org.heredity.api.result.Finding.Severity;

/** Test images that also stand in training, pixel for pixel. */
final class TestImagesInTraining implements Check {
  @Override
  public String id() {
    return "test-images-in-training";
  }

  @Override
  public List<Finding> run(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    for (Evidence.Duplicates duplicates : evidence.duplicates()) {
      if (duplicates.count() > 0) {
        int test =
            evidence.result().targets().stream()
                .filter(target -> target.name().equals(duplicates.target()))
                .mapToInt(target -> target.test())
                .findFirst()
                .orElse(0);
        double share = test == 0 ? 1 : (double) duplicates.count() / test;
        findings.add(
            new Finding(
                id(),
                share > 0.01 ? Severity.ERROR : Severity.WARNING,
                duplicates.target(),
                duplicates.count()
                    + " of "
                    + test
                    + " test images stand in training too, such as "
                    + duplicates.examples()));
      }
    }
    return findings;
  }
}
