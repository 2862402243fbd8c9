package org.heredity.reports.html;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.heredity.core.result.CellResult;
import org.heredity.core.result.ClassResult;
import org.heredity.core.result.SuiteResult;
import org.heredity.reports.text.Figures;

/** ACC and DIR by class, seeds pooled. */
final class ClassesSection implements Section {
  @Override
  public String id() {
    return "classes";
  }

  @Override
  public String heading() {
    return "By class";
  }

  @Override
  public Optional<Element> content(SuiteResult result) {
    record Key(String target, String method, String attack, String name) {}
    Map<Key, int[]> sums = new LinkedHashMap<>();
    for (CellResult cell : result.cells()) {
      for (ClassResult c : cell.perClass()) {
        int[] sum =
            sums.computeIfAbsent(
                new Key(cell.target(), cell.method(), cell.attack(), c.name()), k -> new int[3]);
        sum[0] += c.images();
        sum[1] += c.correct();
        sum[2] += c.inherited();
      }
    }
    if (sums.isEmpty()) {
      return Optional.empty();
    }
    Table table =
        new Table("Seeds pooled; shares in %")
            .textColumn("Target", "")
            .textColumn("Method", "")
            .textColumn("Attack", "")
            .textColumn("Class", "")
            .numberColumn("ACC", "")
            .numberColumn("DIR", "");
    sums.forEach(
        (key, sum) -> {
          table.row().cell(key.target()).cell(key.method()).cell(key.attack()).cell(key.name());
          share(table, sum[1], sum[0]);
          share(table, sum[2], sum[1]);
        });
    return Optional.of(table.element());
  }

  private static void share(Table table, int numerator, int denominator) {
    double share = denominator == 0 ? Double.NaN : (double) numerator / denominator;
    table.number(share, Figures.hundred(share), "", numerator + " of " + denominator + " images");
  }
}
