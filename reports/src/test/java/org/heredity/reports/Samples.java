package org.heredity.reports;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.MethodResult;
import org.heredity.api.result.SuiteResult;

/** Results for tests of all packages. */
public final class Samples {
  private Samples() {}

  /** 2 targets, 3 methods, 3 seeds. */
  public static SuiteResult suite() {
    return SampleSuite.result();
  }

  /** The same with figures that papers published. */
  public static SuiteResult published() {
    return PublishedSuite.result();
  }

  public static SuiteResult suite(int seeds) {
    return SampleSuite.result(seeds, List.of());
  }

  /** Under an ensemble on two teachers, with floor, white box, checks and an undecided gate. */
  public static SuiteResult ensemble() {
    return EnsembleSuite.result();
  }

  /** The same without the gate. */
  public static SuiteResult ungated() {
    return EnsembleSuite.ungated();
  }

  /** The same, and its attacks miss what is planted. */
  public static SuiteResult missed() {
    return EnsembleSuite.missed();
  }

  /** Every text tries to be markup. */
  public static SuiteResult hostile() {
    return Hostile.result();
  }

  /** One method at removed shares of 30, 50 and 70%, with a DIR of 40, 20 and 10%. */
  public static SuiteResult thresholds() {
    List<CellResult> cells = new ArrayList<>();
    List<MethodResult> methods = new ArrayList<>();
    double[][] settings = {{0.3, 0.82, 0.4}, {0.5, 0.80, 0.2}, {0.7, 0.78, 0.1}};
    for (double[] s : settings) {
      String name = "seam-" + s[0];
      methods.add(new MethodResult(name, "seam", "", Map.of("prune-threshold", s[0])));
      CellResult c = SampleSuite.cell(0, 2, 1);
      cells.add(
          new CellResult(
              c.target(),
              name,
              1,
              c.attack(),
              s[1],
              0,
              0,
              c.accInterval(),
              s[2],
              0,
              0,
              c.dirInterval(),
              0,
              0,
              0,
              1 - s[0],
              s[0] / 2,
              1,
              List.of(),
              List.of(),
              List.of(),
              List.of(),
              List.of(),
              List.of(),
              null,
              null,
              "",
              "",
              null));
    }
    SuiteResult r = SampleSuite.suite(cells, List.of());
    return new SuiteResult(
        r.schema(),
        r.name(),
        r.protocol(),
        r.provenance(),
        methods,
        r.targets(),
        r.sets(),
        List.of(),
        cells,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }
}
