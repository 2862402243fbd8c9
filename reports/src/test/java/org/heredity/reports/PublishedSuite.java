package org.heredity.reports;

import java.util.ArrayList;
import java.util.List;
import org.heredity.api.result.MethodResult;
import org.heredity.api.result.PublishedFigure;
import org.heredity.api.result.SuiteResult;

/** The sample suite as one of the papers', with what they published of it. */
final class PublishedSuite {
  private PublishedSuite() {}

  static SuiteResult result() {
    SuiteResult r = SampleSuite.result();
    String length = "Published at full length; here training-scale is 0.02.";
    List<MethodResult> methods = new ArrayList<>();
    double[][] means = {{0.8, 0.79}, {0.74, 0.4}, {Double.NaN, 0.12}};
    for (int m = 0; m < SampleSuite.METHODS.size(); m++) {
      List<PublishedFigure> figures = new ArrayList<>();
      if (m < 2) {
        for (double[] of : new double[][] {{0.8533, 0.5012}, {0.8125, Double.NaN}}) {
          figures.add(
              new PublishedFigure(
                  "A Paper (2022), Table " + (figures.size() + 1),
                  "penultimate-pgd",
                  List.of(SampleSuite.TARGETS.get(m)),
                  of[0],
                  of[1],
                  List.of(length)));
        }
      }
      figures.add(
          new PublishedFigure(
              "Another <Paper> (2023), Figure 6",
              "penultimate-pgd",
              m == 2 ? List.of("photos6", "cub200", "flowers102") : SampleSuite.TARGETS,
              means[m][0],
              means[m][1],
              List.of(length)));
      MethodResult plain = r.methods().get(m);
      methods.add(
          new MethodResult(
              plain.name(), plain.type(), plain.description(), plain.settings(), figures));
    }
    return new SuiteResult(
        r.schema(),
        r.name(),
        r.protocol(),
        r.provenance(),
        methods,
        r.targets(),
        r.sets(),
        List.of(),
        r.cells(),
        List.of(),
        List.of(),
        r.comparisons(),
        r.gates(),
        r.gallery(),
        r.findings());
  }
}
