package org.heredity.reports.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.heredity.api.result.BeforeAfter;
import org.heredity.api.result.Overhead;
import org.heredity.api.result.PublishedTables;
import org.heredity.api.result.Reengineering.Problem;
import org.heredity.api.result.TablesResult;
import org.heredity.api.result.TablesResult.Row;

/**
 * SEAM's Tables I, II, IV, V and VI (ICSE 2023) out of what was measured: a row a classifier, means
 * over its problems; under it the paper's row, where it has one; averages over the rows at the end.
 * Table III is {@link ModuleTable}'s.
 */
public final class SeamTables {
  /** What the paper's rows begin with. */
  public static final String PAPER = "SEAM: ";

  private static final double MILLION = 1e6;

  private SeamTables() {}

  /** All of them that have a row, Table III among them, in their order. */
  public static List<TextTable> of(TablesResult result) {
    List<Row> single = result.rows().stream().filter(row -> !row.groups()).toList();
    List<Row> groups = result.rows().stream().filter(Row::groups).toList();
    Lines one = new Lines(single);
    Lines several = new Lines(groups);
    return Stream.of(
            weights("Table I: one class against the rest", one.withAverages()),
            weights("Table II: groups of classes", several.withAverages(one)),
            ModuleTable.of(result),
            scratch(result.rows()),
            operations(result.rows()),
            time(result.rows()))
        .filter(table -> !table.rows().isEmpty())
        .toList();
  }

  /** How they came about, in a phrase. */
  public static String made(TablesResult result) {
    double scale = result.trainingScale();
    return result.protocol()
        + " protocol, "
        + (scale == 1 ? "" : scale + " of ")
        + "the published lengths, means over the problems of a classifier";
  }

  private static TextTable weights(String title, List<List<String>> lines) {
    return new TextTable(
        title + ", million weights with biases and ACC in %",
        1,
        List.of(
            "Classifier",
            "Problems",
            "Weights before",
            "After",
            "Fewer, %",
            "ACC before",
            "After",
            "More, points"),
        lines);
  }

  /** The lines of Tables I and II, and what their averages are made of. */
  private static final class Lines {
    private final List<List<String>> rows = new ArrayList<>();
    private final List<BeforeAfter> weights = new ArrayList<>();
    private final List<BeforeAfter> accs = new ArrayList<>();
    private final List<BeforeAfter> paperWeights = new ArrayList<>();
    private final List<BeforeAfter> paperAccs = new ArrayList<>();

    Lines(List<Row> measured) {
      for (Row row : measured(measured)) {
        List<Problem> problems = row.result().problems();
        add(
            row.name(),
            "" + problems.size(),
            new BeforeAfter(
                mean(problems, p -> p.kept().weights()),
                mean(problems, p -> p.kept().weightsKept())),
            new BeforeAfter(mean(problems, Problem::accOriginal), reengineered(problems)));
        PublishedTables paper = row.published();
        if (paper != null) {
          addPaper(paper.row(), paper.weights(), paper.acc());
        }
      }
    }

    private void add(String name, String problems, BeforeAfter weight, BeforeAfter acc) {
      weights.add(weight);
      accs.add(acc);
      rows.add(line(name, problems, weight, acc));
    }

    private void addPaper(String name, BeforeAfter weight, BeforeAfter acc) {
      paperWeights.add(weight);
      paperAccs.add(acc);
      rows.add(line(PAPER + name, "", weight, acc));
    }

    private static List<String> line(
        String name, String problems, BeforeAfter weight, BeforeAfter acc) {
      return List.of(
          name,
          problems,
          millions(weight.before()),
          millions(weight.after()),
          percent(-weight.change()),
          percent(acc.before()),
          percent(acc.after()),
          percent(acc.difference()));
    }

    List<List<String>> withAverages() {
      average("Average", weights, accs);
      average(PAPER + "average of these", paperWeights, paperAccs);
      return rows;
    }

    /** With the averages over another table's lines, too. */
    List<List<String>> withAverages(Lines other) {
      withAverages();
      if (!weights.isEmpty() && !other.weights.isEmpty()) {
        average(
            "Average, Tables I and II", joined(other.weights, weights), joined(other.accs, accs));
        average(
            PAPER + "average of Tables I and II",
            joined(other.paperWeights, paperWeights),
            joined(other.paperAccs, paperAccs));
      }
      return rows;
    }

    private static List<BeforeAfter> joined(List<BeforeAfter> first, List<BeforeAfter> second) {
      return Stream.concat(first.stream(), second.stream()).toList();
    }

    private void average(String name, List<BeforeAfter> weight, List<BeforeAfter> acc) {
      if (weight.size() > 1) {
        rows.add(
            List.of(
                name,
                "",
                "",
                "",
                percent(mean(weight, w -> -w.change())),
                percent(mean(acc, BeforeAfter::before)),
                percent(mean(acc, BeforeAfter::after)),
                percent(mean(acc, BeforeAfter::difference))));
      }
    }
  }

  private static TextTable scratch(List<Row> rows) {
    List<List<String>> lines = new ArrayList<>();
    for (Row row : measured(rows)) {
      List<Problem> problems = row.result().problems();
      double scratch = mean(problems, Problem::accScratch);
      if (Double.isNaN(scratch)) {
        continue;
      }
      lines.add(trained(row.name(), reengineered(problems), scratch));
      PublishedTables paper = row.published();
      if (paper != null && !Double.isNaN(paper.scratch())) {
        lines.add(trained(PAPER + paper.row(), paper.acc().after(), paper.scratch()));
      }
    }
    return new TextTable(
        "Table IV: re-engineered against trained for the problem from random weights, ACC in %",
        1, List.of("Classifier", "Re-engineered", "From scratch", "More, points"), lines);
  }

  private static List<String> trained(String name, double reengineered, double scratch) {
    return List.of(name, percent(reengineered), percent(scratch), percent(reengineered - scratch));
  }

  private static TextTable operations(List<Row> rows) {
    return costs(
        "Table V: million operations an image, as fvcore counts; those on removed weights cost"
            + " nothing",
        rows,
        row -> {
          List<Problem> problems = row.result().problems();
          return new BeforeAfter(
              mean(problems, Problem::flopsOriginal), mean(problems, Problem::flopsReengineered));
        },
        PublishedTables::flops,
        SeamTables::millions);
  }

  private static TextTable time(List<Row> rows) {
    return costs(
        "Table VI: milliseconds for a batch of 16 images, median of 200 runs on this machine",
        rows.stream()
            .filter(row -> row.result().problems().stream().anyMatch(p -> p.overhead() != null))
            .toList(),
        row -> {
          List<Overhead> costs =
              row.result().problems().stream()
                  .map(Problem::overhead)
                  .filter(cost -> cost != null)
                  .toList();
          return new BeforeAfter(mean(costs, Overhead::original), mean(costs, Overhead::compact));
        },
        PublishedTables::time,
        SeamTables::decimal);
  }

  private static TextTable costs(
      String title,
      List<Row> rows,
      Function<Row, BeforeAfter> own,
      Function<PublishedTables, BeforeAfter> published,
      Function<Double, String> written) {
    List<List<String>> lines = new ArrayList<>();
    List<BeforeAfter> all = new ArrayList<>();
    List<BeforeAfter> papers = new ArrayList<>();
    for (Row row : measured(rows)) {
      BeforeAfter cost = own.apply(row);
      all.add(cost);
      lines.add(cost(row.name(), cost, written));
      if (row.published() != null) {
        BeforeAfter paper = published.apply(row.published());
        papers.add(paper);
        lines.add(cost(PAPER + row.published().row(), paper, written));
      }
    }
    for (List<BeforeAfter> one : List.of(all, papers)) {
      if (one.size() > 1) {
        String name = one == all ? "Average" : PAPER + "average of these";
        lines.add(List.of(name, "", "", percent(mean(one, c -> -c.change()))));
      }
    }
    return new TextTable(title, 1, List.of("Classifier", "Before", "After", "Less, %"), lines);
  }

  private static List<String> cost(
      String name, BeforeAfter cost, Function<Double, String> written) {
    return List.of(
        name, written.apply(cost.before()), written.apply(cost.after()), percent(-cost.change()));
  }

  private static List<Row> measured(List<Row> rows) {
    return rows.stream().filter(row -> !row.result().problems().isEmpty()).toList();
  }

  private static double reengineered(List<Problem> problems) {
    return mean(problems, Problem::accReengineered);
  }

  static <T> double mean(List<T> all, ToDoubleFunction<T> value) {
    return all.stream().mapToDouble(value).average().orElse(Double.NaN);
  }

  /** With two digits, as the paper has them. */
  static String millions(double value) {
    return decimal(value / MILLION);
  }

  static String percent(double share) {
    return decimal(100 * share);
  }

  private static String decimal(double value) {
    if (Double.isNaN(value)) {
      return NumberFormats.NONE;
    }
    String text = String.format(Locale.ROOT, "%.2f", Math.abs(value));
    return value < 0 && !text.equals("0.00") ? "−" + text : text;
  }
}
