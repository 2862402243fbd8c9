package org.heredity.core.audit;

import java.util.ArrayList;
import java.util.List;
import org.heredity.core.result.CellResult;
import org.heredity.core.result.Finding;
import org.heredity.core.result.Finding.Severity;

/** A DIR of so few images that its interval says little. */
final class TooFewImages implements Check {
  /** Widest interval that is let pass; at a DIR of one half that takes about 96 images. */
  private static final double WIDEST = 0.2;

  @Override
  public String id() {
    return "too-few-images";
  }

  @Override
  public List<Finding> run(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    for (CellResult cell : evidence.result().cells()) {
      if (cell.done() && cell.dirInterval().high() - cell.dirInterval().low() > WIDEST) {
        findings.add(
            new Finding(
                id(),
                Severity.WARNING,
                Findings.subject(cell),
                "the DIR is of "
                    + cell.dirDenominator()
                    + " images; its 95% interval reaches from "
                    + Findings.percent(cell.dirInterval().low())
                    + " to "
                    + Findings.percent(cell.dirInterval().high())));
      }
    }
    return findings;
  }
}
