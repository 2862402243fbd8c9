package org.heredity.reports;

import java.util.List;
import java.util.Map;
import org.heredity.api.metric.Interval;
import org.heredity.api.result.AttackCheckResult;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.ClassResult;
import org.heredity.api.result.EnsembleResult;
import org.heredity.api.result.Excess;
import org.heredity.api.result.Finding;
import org.heredity.api.result.GalleryItem;
import org.heredity.api.result.GateResult;
import org.heredity.api.result.LayerWeights;
import org.heredity.api.result.MemberResult;
import org.heredity.api.result.MethodResult;
import org.heredity.api.result.Provenance;
import org.heredity.api.result.SetResult;
import org.heredity.api.result.StageTime;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.TargetResult;
import org.heredity.api.result.WhiteBoxResult;

/** A result in which every text tries to be markup, a formula or a path. */
final class Hostile {
  static final String TEXT =
      "=1+1</script></style></td>\"'><img src=x onerror=alert(1)><svg/onload=alert(2)>"
          + "&lt;|`*_[x](javascript:alert(3))\r\n,;\u0000\u202E{{7*7}}${7*7}]]>";

  private Hostile() {}

  static SuiteResult result() {
    String t = TEXT;
    Interval interval = new Interval(0.1, 0.3, 0.95, t);
    CellResult cell =
        new CellResult(
            t,
            t,
            1,
            t,
            0.5,
            5,
            10,
            interval,
            0.2,
            1,
            5,
            interval,
            0.6,
            Double.NaN,
            0,
            1,
            0,
            3,
            List.of(new StageTime(t, 1, false)),
            List.of(new LayerWeights(t, 1, 2, 0)),
            List.of(),
            List.of(new ClassResult(t, 10, 5, 1)),
            List.of(),
            List.of(new MemberResult(t, 1, 1, 1)),
            new Excess(0.1, interval),
            new Excess(0.1, interval),
            t,
            t,
            null);
    return new SuiteResult(
        SuiteResult.SCHEMA,
        t,
        t,
        new Provenance(t, t, t, t, t, t, t, t, t, t, t, t, Map.of(t, List.of(t))),
        List.of(new MethodResult(t, t, t, Map.of(t, t))),
        List.of(new TargetResult(t, List.of(t), 1, 1, 10, t, List.of(t))),
        List.of(new SetResult(t, t, t, t, 0.1, t, 10, 0.5, 0.1, 0, 1, 0.1, 1, 1, 0.1, t, 1)),
        List.of(new EnsembleResult(t, t, List.of(t), 10, 0.5)),
        List.of(cell, CellResult.failed(t, t, 2, t, 1, t)),
        List.of(
            new WhiteBoxResult(
                t,
                t,
                1,
                t,
                t,
                t,
                0.1,
                t,
                10,
                5,
                4,
                interval,
                List.of(new MemberResult(t, 4, 4, 4)),
                1)),
        List.of(new AttackCheckResult(t, t, 64, 10, 1)),
        List.of(),
        List.of(GateResult.atMost(t, t, 0.3, 0.2, null)),
        List.of(
            new GalleryItem(
                t,
                t,
                t,
                t,
                "../../../../etc/passwd",
                "/etc/passwd",
                "\u0000",
                8,
                List.of(new GalleryItem.Prediction(t, t, t)))),
        List.of(new Finding(t, Finding.Severity.ERROR, t, t)));
  }
}
