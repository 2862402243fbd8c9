package org.heredity.reports.text;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.Estimate;
import org.heredity.api.result.Excess;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.Summary;

/**
 * How much of a DIR the controls do not explain, over the seeds.
 *
 * @param summary target, method, attack and DIR
 * @param overNoise DIR minus that under noise of the same epsilon; a mean of NaN if not known
 * @param overFloor DIR minus that of a network that never saw the teacher; likewise
 */
public record ExcessSummary(Summary summary, Estimate overNoise, Estimate overFloor) {
  /** One for each summary of which one of the two is known. */
  public static List<ExcessSummary> of(SuiteResult result) {
    return result.summaries().stream()
        .map(summary -> of(summary, result))
        .filter(e -> !Double.isNaN(e.overNoise.mean()) || !Double.isNaN(e.overFloor.mean()))
        .toList();
  }

  /** Of one summary of {@code result}. */
  public static ExcessSummary of(Summary summary, SuiteResult result) {
    List<CellResult> cells =
        result.cells().stream()
            .filter(c -> c.target().equals(summary.target()))
            .filter(c -> c.method().equals(summary.method()))
            .filter(c -> c.attack().equals(summary.attack()))
            .toList();
    return new ExcessSummary(
        summary, over(cells, CellResult::overNoise), over(cells, CellResult::overFloor));
  }

  private static Estimate over(List<CellResult> cells, Function<CellResult, Excess> excess) {
    return Estimate.overSeeds(
        cells.stream().map(excess).filter(Objects::nonNull).toList(),
        Excess::value,
        Excess::interval);
  }
}
