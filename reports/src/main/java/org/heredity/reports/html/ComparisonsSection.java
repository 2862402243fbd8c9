package org.heredity.reports.html;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.heredity.api.result.Comparison;
import org.heredity.api.result.SuiteResult;
import org.heredity.reports.text.NumberFormats;

/** Paired tests between methods. */
final class ComparisonsSection implements Section {
  @Override
  public String id() {
    return "comparisons";
  }

  @Override
  public String heading() {
    return "Methods against each other";
  }

  @Override
  public Optional<Element> content(SuiteResult result) {
    if (result.comparisons().isEmpty()) {
      return Optional.empty();
    }
    Element content = Element.of("div");
    List<Comparison> over = of(result, c -> c.interval() != null);
    if (!over.isEmpty()) {
      content.with(
          table(
              result,
              over,
              "First minus second in points of a hundred, mean over seeds; bootstrap over seeds"
                  + " and test images together"));
    }
    List<Comparison> within = of(result, c -> c.interval() == null);
    if (!within.isEmpty()) {
      content.with(
          Element.of("details")
              .with(
                  Element.text(
                      "summary",
                      NumberFormats.count(within.size(), "test")
                          + " within one seed (McNemar), image by image"),
                  table(
                      result,
                      within,
                      "First minus second in points of a hundred; the rows of a pair are its"
                          + " seeds, in their order")));
    }
    return Optional.of(content);
  }

  private static List<Comparison> of(SuiteResult result, Predicate<Comparison> which) {
    return result.comparisons().stream().filter(which).toList();
  }

  private static Element table(SuiteResult result, List<Comparison> comparisons, String caption) {
    HtmlTable table =
        new HtmlTable(caption)
            .textColumn("Target", "")
            .attackColumn(result)
            .textColumn("Figure", "")
            .textColumn("First", "")
            .textColumn("Second", "")
            .numberColumn("Seeds", "")
            .numberColumn("Difference", "First minus second")
            .numberColumn("p", "Two-sided")
            .numberColumn("p corrected", "After Holm, for the number of such tests in the suite");
    for (Comparison c : comparisons) {
      table
          .row()
          .cell(c.target())
          .attack(c.attack())
          .cell(c.metric().toUpperCase(Locale.ROOT))
          .cell(c.first())
          .cell(c.second())
          .number(c.seeds(), "" + c.seeds());
      if (c.interval() == null) {
        table.number(c.difference(), NumberFormats.hundred(c.difference()));
      } else {
        table.number(
            c.difference(),
            NumberFormats.hundred(c.difference()),
            NumberFormats.interval(c.interval()),
            NumberFormats.intervalKind(c.interval()));
      }
      table.number(c.p(), p(c.p())).number(c.adjusted(), p(c.adjusted()));
    }
    return table.element();
  }

  private static String p(double value) {
    if (Double.isNaN(value)) {
      return NumberFormats.NONE;
    }
    return value < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", value);
  }
}
