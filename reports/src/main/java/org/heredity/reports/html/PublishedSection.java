package org.heredity.reports.html;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.heredity.api.result.PublishedComparison;
import org.heredity.api.result.SuiteResult;
import org.heredity.reports.text.NumberFormats;

/** What papers published, beside what was measured: a table a source. */
final class PublishedSection implements Section {
  @Override
  public String id() {
    return "published";
  }

  @Override
  public String heading() {
    return "Beside the published figures";
  }

  @Override
  public Optional<Element> content(SuiteResult result) {
    Map<String, List<PublishedComparison>> bySource =
        PublishedComparison.of(result).stream()
            .collect(
                Collectors.groupingBy(
                    one -> one.published().source(), LinkedHashMap::new, Collectors.toList()));
    if (bySource.isEmpty()) {
      return Optional.empty();
    }
    Element content = Element.of("div");
    bySource.forEach((source, all) -> content.with(table(source, all, result)));
    return Optional.of(content);
  }

  private static Element table(String source, List<PublishedComparison> all, SuiteResult result) {
    HtmlTable table =
        new HtmlTable(source + "; shares in %")
            .textColumn("Method", "")
            .textColumn("Target", "")
            .attackColumn(result)
            .numberColumn("ACC", "Measured here, mean over seeds")
            .numberColumn("Published", "ACC as the source has it")
            .numberColumn("DIR", "Measured here, mean over seeds")
            .numberColumn("Published", "DIR as the source has it");
    boolean remarks = all.stream().anyMatch(one -> !one.remarks().isEmpty());
    if (remarks) {
      table.textColumn("To know", "What is not as published");
    }
    for (PublishedComparison one : all) {
      table
          .row()
          .cell(one.method())
          .cell(one.over())
          .attack(one.published().attack())
          .number(one.acc(), NumberFormats.hundred(one.acc()))
          .number(one.published().acc(), NumberFormats.published(one.published().acc()))
          .number(one.dir(), NumberFormats.hundred(one.dir()))
          .number(one.published().dir(), NumberFormats.published(one.published().dir()));
      if (remarks) {
        table.cell(String.join(" ", one.remarks()));
      }
    }
    return table.element();
  }
}
