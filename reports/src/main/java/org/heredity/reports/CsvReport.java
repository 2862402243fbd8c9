package org.heredity.reports;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.heredity.api.metric.Interval;
import org.heredity.api.report.ReportFormat;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.Excess;
import org.heredity.api.result.PublishedComparison;
import org.heredity.api.result.PublishedFigure;
import org.heredity.api.result.SetResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.WhiteBoxResult;
import org.heredity.files.AtomicFile;
import org.heredity.reports.text.CsvRow;
import org.heredity.reports.text.EnsembleMembers;

/**
 * {@code results.csv}: one row a cell, as RFC 4180 has it (UTF-8, CRLF, a header row). Field names
 * are those of {@code results.json}, with what is known of its student, its sets and by papers
 * behind them; what was not measured is empty. A text that a spreadsheet would take for a formula
 * has an apostrophe before it.
 */
public final class CsvReport implements ReportFormat {
  private static final Map<String, Function<Row, Object>> COLUMNS = columns();

  /** A cell, and what stands elsewhere of its student, its sets, and in papers. */
  private record Row(
      CellResult cell,
      List<WhiteBoxResult> whiteBox,
      List<SetResult> sets,
      List<PublishedFigure> published) {
    static Row of(CellResult cell, SuiteResult result) {
      List<String> attacks = EnsembleMembers.sets(cell);
      return new Row(
          cell,
          result.whiteBox().stream()
              .filter(w -> w.target().equals(cell.target()) && w.method().equals(cell.method()))
              .filter(w -> w.seed() == cell.seed())
              .toList(),
          result.sets().stream()
              .filter(s -> s.target().equals(cell.target()) && attacks.contains(s.attack()))
              .toList(),
          PublishedComparison.find(result, cell));
    }
  }

  @Override
  public String name() {
    return "csv";
  }

  @Override
  public String description() {
    return "results.csv, one row a cell";
  }

  @Override
  public void write(SuiteResult result, Path directory) throws IOException {
    StringBuilder csv = new StringBuilder();
    CsvRow.append(csv, List.copyOf(COLUMNS.keySet()));
    for (CellResult cell : result.cells()) {
      Row row = Row.of(cell, result);
      CsvRow.append(
          csv, COLUMNS.values().stream().map(column -> CsvRow.text(column.apply(row))).toList());
    }
    AtomicFile.write(
        directory.resolve("results.csv"), csv.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, Function<Row, Object>> columns() {
    Map<String, Function<CellResult, Object>> cell = new LinkedHashMap<>();
    cell.put("target", CellResult::target);
    cell.put("method", CellResult::method);
    cell.put("seed", CellResult::seed);
    cell.put("attack", CellResult::attack);
    cell.put("acc", CellResult::acc);
    cell.put("accNumerator", CellResult::accNumerator);
    cell.put("accDenominator", CellResult::accDenominator);
    cell.put("accLow", c -> low(c.accInterval()));
    cell.put("accHigh", c -> high(c.accInterval()));
    cell.put("dir", CellResult::dir);
    cell.put("dirNumerator", CellResult::dirNumerator);
    cell.put("dirDenominator", CellResult::dirDenominator);
    cell.put("dirLow", c -> low(c.dirInterval()));
    cell.put("dirHigh", c -> high(c.dirInterval()));
    cell.put("adversarialError", CellResult::adversarialError);
    cell.put("roundedDir", CellResult::roundedDir);
    cell.put("noiseDir", CellResult::noiseDir);
    cell.put("weightsKept", CellResult::weightsKept);
    cell.put("moved", CellResult::moved);
    cell.put("seconds", CellResult::seconds);
    cell.put("studentDigest", CellResult::studentDigest);
    cell.put("error", CellResult::error);
    Map<String, Function<Row, Object>> columns = new LinkedHashMap<>();
    cell.forEach((name, value) -> columns.put(name, row -> value.apply(row.cell())));
    columns.put("members", row -> members(row.cell()));
    excess(columns, "overNoise", CellResult::overNoise);
    excess(columns, "overFloor", CellResult::overFloor);
    columns.put("setMeanL2", row -> joined(row.sets(), SetResult::meanL2));
    columns.put("whiteBoxAttack", row -> joined(row.whiteBox(), WhiteBoxResult::attack));
    columns.put("whiteBox", row -> joined(row.whiteBox(), WhiteBoxResult::rate));
    columns.put("whiteBoxLow", row -> joined(row.whiteBox(), w -> low(w.interval())));
    columns.put("whiteBoxHigh", row -> joined(row.whiteBox(), w -> high(w.interval())));
    columns.put("publishedAcc", row -> joined(row.published(), PublishedFigure::acc));
    columns.put("publishedDir", row -> joined(row.published(), PublishedFigure::dir));
    columns.put("publishedIn", row -> joined(row.published(), PublishedFigure::source));
    return columns;
  }

  private static void excess(
      Map<String, Function<Row, Object>> columns, String name, Function<CellResult, Excess> of) {
    Function<Row, Excess> excess = row -> of.apply(row.cell());
    columns.put(name, excess.andThen(e -> e == null ? null : e.value()));
    columns.put(name + "Low", excess.andThen(e -> e == null ? null : low(e.interval())));
    columns.put(name + "High", excess.andThen(e -> e == null ? null : high(e.interval())));
  }

  /** What each attack of an ensemble adds, {@code pgd:12;mi:3}. */
  private static String members(CellResult cell) {
    return cell.members().stream()
        .map(member -> member.attack() + ":" + member.added())
        .collect(Collectors.joining(";"));
  }

  /** What there is several times stands in one field, with semicolons between. */
  private static <T> Object joined(List<T> all, Function<T, Object> value) {
    List<Object> values = all.stream().map(value).toList();
    return values.size() == 1
        ? values.get(0)
        : values.stream().map(CsvRow::text).collect(Collectors.joining(";"));
  }

  private static Double low(Interval interval) {
    return interval == null ? null : interval.low();
  }

  private static Double high(Interval interval) {
    return interval == null ? null : interval.high();
  }
}
