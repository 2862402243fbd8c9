package org.heredity.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.heredity.api.result.PublishedComparison;
import org.heredity.api.result.PublishedFigure;
import org.heredity.api.result.SuiteResult;

/** Published figures on the console: where they are from, and means over targets. */
final class PublishedLines {
  private PublishedLines() {}

  /** A source a line, then its means and what to know; each begins with a line feed. */
  static String of(SuiteResult result) {
    Map<String, List<PublishedComparison>> bySource =
        PublishedComparison.of(result).stream()
            .collect(
                Collectors.groupingBy(
                    one -> one.published().source(), LinkedHashMap::new, Collectors.toList()));
    StringBuilder text = new StringBuilder();
    bySource.forEach(
        (source, all) -> {
          text.append("\npublished: ").append(source);
          for (PublishedComparison one : all) {
            if (one.published().targets().size() > 1) {
              text.append("\n  ").append(mean(one));
            }
          }
          remarks(all).forEach(remark -> text.append("\n  ").append(remark));
        });
    return text.toString();
  }

  private static String mean(PublishedComparison one) {
    return one.method()
        + ", "
        + one.over()
        + ": ACC "
        + Reports.percent(one.acc())
        + " (published "
        + percent(List.of(one.published()), PublishedFigure::acc)
        + "), DIR "
        + Reports.percent(one.dir())
        + " (published "
        + percent(List.of(one.published()), PublishedFigure::dir)
        + ")";
  }

  /** Each remark once, with what it is about where that is not all of the source's figures. */
  private static List<String> remarks(List<PublishedComparison> all) {
    Map<String, List<String>> subjects = new LinkedHashMap<>();
    for (PublishedComparison one : all) {
      for (String remark : one.remarks()) {
        subjects
            .computeIfAbsent(remark, key -> new ArrayList<>())
            .add(one.method() + ", " + one.over());
      }
    }
    List<String> lines = new ArrayList<>();
    subjects.forEach(
        (remark, about) ->
            lines.add(
                about.size() == all.size() ? remark : String.join("; ", about) + ": " + remark));
    return lines;
  }

  /** Published shares as their papers printed them. */
  static String percent(List<PublishedFigure> figures, ToDoubleFunction<PublishedFigure> share) {
    String text = PublishedFigure.printed(figures, share);
    return text.isEmpty() ? "-" : text.replace(" or ", "% or ") + "%";
  }
}
