package org.heredity.pipeline.checks;

import java.util.ArrayList;
import java.util.List;
import org.heredity.api.metric.Interval;
import org.heredity.api.metric.WilsonInterval;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.Finding;
import org.heredity.api.result.Finding.Severity;
import org.heredity.api.result.MethodResult;
import org.heredity.api.result.SetResult;

/**
 * Uniform noise of the same epsilon that does what the attack does. For the teacher itself that is
 * a warning; for a student it may be the truth, that it inherited nothing, and is a note.
 */
final class NoiseAsStrong implements Check {
  @Override
  public String id() {
    return "noise-as-strong";
  }

  @Override
  public List<Finding> run(Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    for (SetResult set : evidence.result().sets()) {
      double rate = set.teacherFoolingRate();
      Interval interval =
          WilsonInterval.of((int) Math.round(orZero(rate) * set.images()), set.images());
      if (!Double.isNaN(rate) && interval.low() <= set.teacherNoiseRate()) {
        findings.add(
            new Finding(
                id(),
                Severity.WARNING,
                set.target() + ", " + set.attack(),
                "noise of the same epsilon changes the teacher's class of "
                    + Findings.percent(set.teacherNoiseRate())
                    + " of the images, the attack of "
                    + Findings.percent(rate)));
      }
    }
    // What never saw the teacher is to be as noise has it.
    List<String> floors =
        evidence.result().methods().stream()
            .filter(method -> method.type().equals(MethodResult.FLOOR))
            .map(MethodResult::name)
            .toList();
    for (CellResult cell : evidence.result().cells()) {
      if (!floors.contains(cell.method())
          && cell.done()
          && cell.dirDenominator() > 0
          && cell.dirInterval().low() <= cell.noiseDir()) {
        findings.add(
            new Finding(
                id(),
                Severity.NOTE,
                Findings.subject(cell),
                "the attack cannot be distinguished from noise of the same epsilon: DIR "
                    + Findings.percent(cell.dir())
                    + " against "
                    + Findings.percent(cell.noiseDir())));
      }
    }
    return findings;
  }

  private static double orZero(double value) {
    return Double.isNaN(value) ? 0 : value;
  }
}
