package org.heredity.core.audit;

import java.util.ArrayList;
import java.util.List;
import org.heredity.core.result.CellResult;
import org.heredity.core.result.ClassResult;
import org.heredity.core.result.Finding;
import org.heredity.core.result.Finding.Severity;

/** A student that cannot be told from one that always says the most frequent class. */
final class AccuracyNearChance implements Check {
  @Override
  public String id() {
    return "accuracy-near-chance";
  }

  @Override
  public List<Finding> run(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    for (CellResult cell : evidence.result().cells()) {
      int most = cell.perClass().stream().mapToInt(ClassResult::images).max().orElse(0);
      if (!cell.done() || most == 0) {
        continue;
      }
      double chance = (double) most / cell.accDenominator();
      if (cell.accInterval().low() <= chance) {
        findings.add(
            new Finding(
                id(),
                Severity.WARNING,
                Findings.subject(cell),
                "ACC "
                    + Findings.percent(cell.acc())
                    + " cannot be told from "
                    + Findings.percent(chance)
                    + ", what always saying the most frequent class would give; its DIR is of"
                    + " images that are right by luck"));
      }
    }
    return findings;
  }
}
