package org.heredity.reports.html;

import java.util.Locale;
import java.util.Optional;
import org.heredity.core.result.Comparison;
import org.heredity.core.result.SuiteResult;
import org.heredity.reports.text.Figures;

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
    Table table =
        new Table("Paired tests on the same test images; differences in points of a hundred")
            .textColumn("Target", "")
            .attackColumn(result)
            .textColumn("Figure", "")
            .textColumn("First", "")
            .textColumn("Second", "")
            .numberColumn("Seeds", "")
            .numberColumn("Difference", "First minus second, mean over seeds")
            .textColumn("Test", "")
            .numberColumn("p", "Two-sided")
            .numberColumn("p corrected", "For the number of comparisons in the suite");
    for (Comparison c : result.comparisons()) {
      table
          .row()
          .cell(c.target())
          .attack(c.attack())
          .cell(c.metric().toUpperCase(Locale.ROOT))
          .cell(c.first())
          .cell(c.second())
          .number(c.seeds(), "" + c.seeds());
      if (c.interval() == null) {
        table.number(c.difference(), Figures.hundred(c.difference()));
      } else {
        table.number(
            c.difference(),
            Figures.hundred(c.difference()),
            Figures.interval(c.interval()),
            Figures.intervalKind(c.interval()));
      }
      table.cell(c.test()).number(c.p(), p(c.p())).number(c.adjusted(), p(c.adjusted()));
    }
    return Optional.of(table.element());
  }

  private static String p(double value) {
    if (Double.isNaN(value)) {
      return Figures.NONE;
    }
    return value < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", value);
  }
}
