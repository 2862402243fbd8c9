package org.heredity.reports.html;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.ClassResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.reports.text.NumberFormats;

/** ACC and DIR by class, seeds pooled: one table a target and attack, two columns a method. */
final class ClassesSection implements Section {
  /** Longer tables start folded. */
  private static final int UNFOLDED_ROWS = 12;

  private record Group(String target, String attack) {}

  private record Entry(String name, String method) {}

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
    Map<Group, Map<Entry, int[]>> groups = new LinkedHashMap<>();
    for (CellResult cell : result.cells()) {
      for (ClassResult c : cell.perClass()) {
        int[] sum =
            groups
                .computeIfAbsent(
                    new Group(cell.target(), cell.attack()), group -> new LinkedHashMap<>())
                .computeIfAbsent(new Entry(c.name(), cell.method()), entry -> new int[3]);
        sum[0] += c.images();
        sum[1] += c.correct();
        sum[2] += c.inherited();
      }
    }
    if (groups.isEmpty()) {
      return Optional.empty();
    }
    boolean severalAttacks = groups.keySet().stream().map(Group::attack).distinct().count() > 1;
    Element content = Element.of("div");
    groups.forEach((group, sums) -> content.with(folded(group, sums, severalAttacks)));
    return Optional.of(content);
  }

  private static Element folded(Group group, Map<Entry, int[]> sums, boolean severalAttacks) {
    String what = severalAttacks ? group.target() + ", " + group.attack() : group.target();
    List<String> classes = sums.keySet().stream().map(Entry::name).distinct().toList();
    List<String> methods = sums.keySet().stream().map(Entry::method).distinct().toList();
    HtmlTable table = new HtmlTable(what + ": shares in %, seeds pooled").textColumn("Class", "");
    for (String method : methods) {
      table.numberColumn(method + " ACC", "").numberColumn(method + " DIR", "");
    }
    for (String name : classes) {
      table.row().cell(name);
      for (String method : methods) {
        int[] sum = sums.getOrDefault(new Entry(name, method), new int[3]);
        share(table, sum[1], sum[0]);
        share(table, sum[2], sum[1]);
      }
    }
    Element details =
        Element.of("details")
            .with(
                Element.text(
                    "summary",
                    what + " (" + NumberFormats.count(classes.size(), "class", "classes") + ")"),
                table.element());
    return classes.size() <= UNFOLDED_ROWS ? details.set("open", "") : details;
  }

  private static void share(HtmlTable table, int numerator, int denominator) {
    double share = denominator == 0 ? Double.NaN : (double) numerator / denominator;
    table.number(
        share, NumberFormats.hundred(share), "", numerator + " of " + denominator + " images");
  }
}
