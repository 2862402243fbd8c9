package org.heredity.reports;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.heredity.api.report.TablesFormat;
import org.heredity.api.result.BeforeAfter;
import org.heredity.api.result.Kept;
import org.heredity.api.result.ModulesResult;
import org.heredity.api.result.Overhead;
import org.heredity.api.result.Reengineering;
import org.heredity.api.result.TablesResult;
import org.heredity.files.AtomicFile;
import org.heredity.reports.text.CsvRow;

/**
 * {@code tables.csv}: one row a classifier, method and problem, as RFC 4180 has it; what was not
 * measured is empty.
 */
public final class TablesCsv implements TablesFormat {
  private static final List<String> HEADS =
      List.of(
          "classifier",
          "method",
          "problem",
          "accOriginal",
          "acc",
          "accAllOriginal",
          "accAll",
          "accScratch",
          "neurons",
          "neuronsKept",
          "kernels",
          "kernelsKept",
          "weights",
          "weightsKept",
          "flopsOriginal",
          "flops",
          "timeOriginal",
          "timeMasked",
          "time",
          "seconds");

  @Inject
  public TablesCsv() {}

  @Override
  public void write(TablesResult result, Path directory) throws IOException {
    StringBuilder csv = new StringBuilder();
    CsvRow.append(csv, HEADS);
    for (TablesResult.Row row : result.rows()) {
      row.result().problems().forEach(problem -> seam(csv, row, problem));
      for (ModulesResult method : row.modules()) {
        method.modules().forEach(module -> module(csv, row, method, module));
      }
    }
    AtomicFile.write(
        directory.resolve("tables.csv"), csv.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void seam(StringBuilder csv, TablesResult.Row row, Reengineering.Problem problem) {
    Overhead cost = problem.overhead();
    line(
        csv,
        Arrays.asList(row.name(), "seam", problem.name()),
        new BeforeAfter(problem.accOriginal(), problem.accReengineered()),
        BeforeAfter.UNKNOWN,
        problem.kept(),
        Arrays.asList(
            problem.flopsOriginal(),
            problem.flopsReengineered(),
            cost == null ? null : cost.original(),
            cost == null ? null : cost.masked(),
            cost == null ? null : cost.compact(),
            problem.seconds()),
        problem.accScratch());
  }

  private static void module(
      StringBuilder csv,
      TablesResult.Row row,
      ModulesResult method,
      ModulesResult.ClassModule module) {
    line(
        csv,
        Arrays.asList(row.name(), method.method(), module.problem()),
        module.acc(),
        module.accAll(),
        module.kept(),
        Arrays.asList(null, null, null, null, null, null),
        Double.NaN);
  }

  private static void line(
      StringBuilder csv,
      List<String> names,
      BeforeAfter acc,
      BeforeAfter all,
      Kept kept,
      List<Object> costs,
      double scratch) {
    List<Object> values = new ArrayList<>(names);
    values.addAll(Arrays.asList(acc.before(), acc.after(), all.before(), all.after(), scratch));
    values.addAll(List.of(kept.neurons(), kept.neuronsKept(), kept.kernels(), kept.kernelsKept()));
    values.addAll(List.of(kept.weights(), kept.weightsKept()));
    values.addAll(costs);
    CsvRow.append(csv, values.stream().map(CsvRow::text).toList());
  }
}
