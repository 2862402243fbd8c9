package org.heredity.reports.html;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.Finding;
import org.heredity.api.result.SuiteResult;
import org.heredity.reports.text.Explanation;
import org.heredity.reports.text.NumberFormats;

/** What a reader must know before believing a figure. */
final class FindingsSection implements Section {
  /** The gravest are shown at once, the rest on demand. */
  private static final int UNFOLDED = 6;

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
    List<Element> items = new ArrayList<>(failures(result));
    for (Finding finding : result.findings()) {
      String severity = finding.severity().name().toLowerCase(Locale.ROOT);
      items.add(
          item(
              severity,
              severity,
              finding.message(),
              Element.of("p", "subject")
                  .text(finding.subject() + " · ")
                  .with(Element.text("code", finding.id())),
              explanation(finding.id())));
    }
    if (items.isEmpty()) {
      return Optional.of(Element.of("p", "note").text("None: every self-check passed."));
    }
    int shown = Math.min(UNFOLDED, items.size());
    Element content = Element.of("div").with(list(items.subList(0, shown)));
    if (shown < items.size()) {
      content.with(
          Element.of("details")
              .with(
                  Element.text(
                      "summary", NumberFormats.count(items.size() - shown, "more finding")),
                  list(items.subList(shown, items.size()))));
    }
    return Optional.of(content);
  }

  /** What the finding means, folded; nothing if a plug-in found it. */
  private static Element explanation(String id) {
    Optional<Explanation> explanation = Explanation.of(id);
    if (explanation.isEmpty()) {
      return Element.of("span");
    }
    Element folded =
        Element.of("details", "explanation")
            .with(
                Element.text("summary", "What it means, and what to do"),
                Element.of("p").with(Element.text("strong", explanation.get().summary())));
    for (Explanation.Part part : explanation.get().parts()) {
      Element paragraph = Element.of("p");
      if (!part.label().isEmpty()) {
        paragraph.with(Element.text("em", part.label() + ".")).text(" ");
      }
      folded.with(paragraph.text(part.text()));
    }
    return folded;
  }

  /** Once a student, however many attacks it was to be evaluated under. */
  private static List<Element> failures(SuiteResult result) {
    record Failure(String target, String method, long seed, String error) {}
    Set<Failure> failures = new LinkedHashSet<>();
    for (CellResult cell : result.cells()) {
      if (!cell.done()) {
        failures.add(new Failure(cell.target(), cell.method(), cell.seed(), cell.error()));
      }
    }
    return failures.stream()
        .map(
            f ->
                item(
                    "error",
                    "failed",
                    f.error(),
                    Element.of("p", "subject")
                        .text(f.target() + ", " + f.method() + ", seed " + f.seed())))
        .toList();
  }

  private static Element list(List<Element> items) {
    return Element.of("ul", "findings").with(items);
  }

  private static Element item(String classes, String severity, String message, Element... below) {
    return Element.of("li", classes)
        .with(
            Element.of("span", "severity").text(severity),
            Element.of("div").with(Element.text("p", message)).with(below));
  }
}
