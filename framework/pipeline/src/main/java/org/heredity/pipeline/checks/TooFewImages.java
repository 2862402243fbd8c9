package org.heredity.pipeline.checks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.Finding;
import org.heredity.api.result.Finding.Severity;

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
    Map<String, List<CellResult>> wide = new LinkedHashMap<>();
    for (CellResult cell : evidence.result().cells()) {
      if (cell.done() && width(cell) > WIDEST) {
        wide.computeIfAbsent(cell.target(), target -> new ArrayList<>()).add(cell);
      }
    }
    List<Finding> findings = new ArrayList<>();
    wide.forEach((target, cells) -> findings.add(finding(target, cells)));
    return findings;
  }

  /** One for a target, however many students are evaluated on the same images. */
  private Finding finding(String target, List<CellResult> cells) {
    CellResult widest = Collections.max(cells, Comparator.comparingDouble(TooFewImages::width));
    return new Finding(
        id(),
        Severity.WARNING,
        cells.size() == 1 ? Findings.subject(widest) : target,
        (cells.size() == 1 ? "the DIR is of " : cells.size() + " DIRs are of few images, one of ")
            + widest.dirDenominator()
            + " images; its 95% interval reaches from "
            + Findings.percent(widest.dirInterval().low())
            + " to "
            + Findings.percent(widest.dirInterval().high()));
  }

  private static double width(CellResult cell) {
    return cell.dirInterval().high() - cell.dirInterval().low();
  }
}
