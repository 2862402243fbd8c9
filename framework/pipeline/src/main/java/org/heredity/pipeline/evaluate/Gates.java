package org.heredity.pipeline.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.heredity.api.metric.Interval;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.Excess;
import org.heredity.api.result.Finding;
import org.heredity.api.result.GateResult;
import org.heredity.api.result.WhiteBoxResult;
import org.heredity.pipeline.config.GateConfig;

/**
 * Decides whether an audit's figures reach what is demanded. A gate holds only where the whole
 * interval does, and only if no finding says that the figures are not to be relied on; what was not
 * measured does not hold. Immutable.
 *
 * @param config what is demanded
 * @param subject what is audited, for messages
 */
public record Gates(GateConfig config, String subject) {
  /** The name of the gate that findings fail. */
  public static final String FINDINGS = "findings";

  /**
   * All gates; empty if nothing is demanded.
   *
   * @param cells of the student
   * @param whiteBox of the student
   * @param findings of the whole audit
   */
  public List<GateResult> results(
      List<CellResult> cells, List<WhiteBoxResult> whiteBox, List<Finding> findings) {
    List<GateResult> gates = new ArrayList<>();
    for (CellResult cell : cells) {
      String where = subject + ", " + cell.attack();
      config
          .maxDir()
          .ifPresent(
              limit ->
                  gates.add(
                      GateResult.atMost(
                          "max-dir", where, limit, cell.dir(), interval(cell.dirInterval()))));
      config.maxExcess().ifPresent(limit -> gates.add(excess(cell, where, limit)));
    }
    config.minAcc().ifPresent(limit -> gates.add(accuracy(cells, limit)));
    config
        .maxWhiteBox()
        .ifPresent(
            limit -> {
              for (WhiteBoxResult attacked : whiteBox) {
                gates.add(
                    GateResult.atMost(
                        "max-white-box",
                        subject + ", " + attacked.attack(),
                        limit,
                        attacked.rate(),
                        interval(attacked.interval())));
              }
            });
    if (config.any()) {
      gates.add(findings(findings));
    }
    return gates;
  }

  private GateResult excess(CellResult cell, String where, double limit) {
    boolean floor = cell.overFloor() != null;
    Excess excess = floor ? cell.overFloor() : cell.overNoise();
    String over = where + (floor ? ", over the floor" : ", over noise");
    return excess == null
        ? GateResult.atMost("max-excess", over, limit, Double.NaN, null)
        : GateResult.atMost("max-excess", over, limit, excess.value(), interval(excess.interval()));
  }

  private GateResult accuracy(List<CellResult> cells, double limit) {
    return cells.stream()
        .filter(CellResult::done)
        .findFirst()
        .map(
            cell ->
                GateResult.atLeast(
                    "min-acc", subject, limit, cell.acc(), interval(cell.accInterval())))
        .orElseGet(() -> GateResult.atLeast("min-acc", subject, limit, Double.NaN, null));
  }

  private GateResult findings(List<Finding> findings) {
    long errors =
        findings.stream()
            .filter(finding -> finding.severity() == Finding.Severity.ERROR)
            .filter(finding -> !config.acceptedFindings().contains(finding.id()))
            .count();
    return GateResult.atMost(FINDINGS, subject + ", findings of severity error", 0, errors, null);
  }

  private Interval interval(Interval measured) {
    return config.onEstimate() ? null : measured;
  }
}
