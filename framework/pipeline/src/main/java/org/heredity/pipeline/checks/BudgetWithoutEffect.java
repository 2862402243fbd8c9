package org.heredity.pipeline.checks;

import java.util.ArrayList;
import java.util.List;
import org.heredity.api.metric.WilsonInterval;
import org.heredity.api.result.BudgetPoint;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.Finding;
import org.heredity.api.result.Finding.Severity;

/**
 * A larger epsilon that gives the attack no more success: on a sample of the images by what it
 * ascends, and over a student's sweep of epsilons by its DIR.
 */
final class BudgetWithoutEffect implements Check {
  @Override
  public String id() {
    return "budget-without-effect";
  }

  @Override
  public List<Finding> run(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    for (Evidence.Probe probe : evidence.probes()) {
      double small = Trials.objective(probe, Evidence.Kind.SMALL_BUDGET);
      double full = Trials.objective(probe, Evidence.Kind.FULL);
      double large = Trials.objective(probe, Evidence.Kind.LARGE_BUDGET);
      if (full <= small || large <= full) {
        findings.add(
            new Finding(
                id(),
                Severity.WARNING,
                probe.target() + ", " + probe.attack(),
                "on "
                    + probe.images()
                    + " images the attack reaches "
                    + Findings.number(small)
                    + ", "
                    + Findings.number(full)
                    + " and "
                    + Findings.number(large)
                    + " with a quarter of epsilon, epsilon and four times it; it should"
                    + " rise"));
      }
    }
    for (CellResult cell : evidence.result().cells()) {
      sweep(cell, findings);
    }
    return findings;
  }

  private void sweep(CellResult cell, List<Finding> findings) {
    for (int i = 1; i < cell.sweep().size(); i++) {
      BudgetPoint less = cell.sweep().get(i - 1);
      BudgetPoint more = cell.sweep().get(i);
      double floor = WilsonInterval.of(less.dirNumerator(), less.dirDenominator()).low();
      double ceiling = WilsonInterval.of(more.dirNumerator(), more.dirDenominator()).high();
      if (ceiling < floor) {
        findings.add(
            new Finding(
                id(),
                Severity.WARNING,
                Findings.subject(cell),
                "the DIR falls from "
                    + Findings.percent(less.dir())
                    + " to "
                    + Findings.percent(more.dir())
                    + " as epsilon grows from "
                    + Findings.number(less.epsilon())
                    + " to "
                    + Findings.number(more.epsilon())));
      }
    }
  }
}
