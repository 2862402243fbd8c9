package org.heredity.reports.html;

import java.util.Locale;
import java.util.Optional;
import org.heredity.core.result.CellResult;
import org.heredity.core.result.Finding;
import org.heredity.core.result.SuiteResult;

/** What a reader must know before believing a figure. */
final class FindingsSection implements Section {
  @Override
  public String id() {
    return "findings";
  }

  @Override
  public String heading() {
    return "Findings";
  }

  @Override
  public Optional<Element> content(SuiteResult result) {
    Element list = Element.of("ul", "findings");
    boolean any = false;
    for (Finding finding : result.findings()) {
      any = true;
      String severity = finding.severity().name().toLowerCase(Locale.ROOT);
      list.with(
          Element.of("li", severity)
              .with(Element.of("span", "severity").text(severity))
              .with(
                  Element.of("div")
                      .with(
                          Element.of("p").text(finding.message()),
                          Element.of("p", "subject")
                              .text(finding.subject() + " · ")
                              .with(Element.text("code", finding.id())))));
    }
    for (CellResult cell : result.cells()) {
      if (!cell.done()) {
        any = true;
        list.with(
            Element.of("li", "error")
                .with(Element.of("span", "severity").text("failed"))
                .with(
                    Element.of("div")
                        .with(
                            Element.of("p").text(cell.error()),
                            Element.of("p", "subject")
                                .text(
                                    cell.target()
                                        + ", "
                                        + cell.method()
                                        + ", seed "
                                        + cell.seed()))));
      }
    }
    return Optional.of(any ? list : Element.of("p", "note").text("None: every self-check passed."));
  }
}
