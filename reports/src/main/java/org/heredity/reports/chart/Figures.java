package org.heredity.reports.chart;

import java.util.ArrayList;
import java.util.List;
import org.heredity.api.result.SuiteResult;

/**
 * The figures of a report.
 *
 * @param top what stands beside the verdict
 * @param others in their order
 */
public record Figures(List<Figure> top, List<Figure> others) {
  /** At the top without any that lead: ACC, and DIR under the first attack. */
  private static final int USUAL = 2;

  /** Beyond so many, those of further targets stand below. */
  private static final int MOST = 4;

  public Figures {
    top = List.copyOf(top);
    others = List.copyOf(others);
  }

  /** Of all kinds: first those that lead and one more, or else the first two. */
  public static Figures of(List<FigureKind> kinds, SuiteResult result) {
    List<Figure> figures = new ArrayList<>();
    kinds.stream().filter(FigureKind::leads).forEach(kind -> figures.addAll(kind.of(result)));
    int leading = Math.min(MOST, figures.size() + 1);
    kinds.stream().filter(kind -> !kind.leads()).forEach(kind -> figures.addAll(kind.of(result)));
    int top = Math.min(Math.max(USUAL, leading), figures.size());
    return new Figures(figures.subList(0, top), figures.subList(top, figures.size()));
  }
}
