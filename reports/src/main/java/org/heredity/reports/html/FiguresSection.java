package org.heredity.reports.html;

import java.util.List;
import java.util.Optional;
import org.heredity.api.result.SuiteResult;

/** All figures but those shown at the top. */
final class FiguresSection implements Section {
  private final List<Element> figures;

  FiguresSection(List<Element> figures) {
    this.figures = figures;
  }

  @Override
  public String id() {
    return "figures";
  }

  @Override
  public String heading() {
    return "More figures";
  }

  @Override
  public Optional<Element> content(SuiteResult result) {
    return figures.isEmpty()
        ? Optional.empty()
        : Optional.of(Element.of("div", "figures").with(figures));
  }
}
