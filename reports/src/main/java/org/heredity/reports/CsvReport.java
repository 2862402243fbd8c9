package org.heredity.reports;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.heredity.api.metric.Interval;
import org.heredity.api.report.ReportFormat;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.files.AtomicFile;

/**
 * {@code results.csv}: one row a cell, as RFC 4180 has it (UTF-8, CRLF, a header row). Field names
 * are those of {@code results.json}; what was not measured is empty. A text that a spreadsheet
 * would take for a formula has an apostrophe before it.
 */
public final class CsvReport implements ReportFormat {
  private static final Map<String, Function<CellResult, Object>> COLUMNS = columns();

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
    row(csv, List.copyOf(COLUMNS.keySet()));
    for (CellResult cell : result.cells()) {
      row(csv, COLUMNS.values().stream().map(column -> text(column.apply(cell))).toList());
    }
    AtomicFile.write(
        directory.resolve("results.csv"), csv.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, Function<CellResult, Object>> columns() {
    Map<String, Function<CellResult, Object>> columns = new LinkedHashMap<>();
    columns.put("target", CellResult::target);
    columns.put("method", CellResult::method);
    columns.put("seed", CellResult::seed);
    columns.put("attack", CellResult::attack);
    columns.put("acc", CellResult::acc);
    columns.put("accNumerator", CellResult::accNumerator);
    columns.put("accDenominator", CellResult::accDenominator);
    columns.put("accLow", cell -> low(cell.accInterval()));
    columns.put("accHigh", cell -> high(cell.accInterval()));
    columns.put("dir", CellResult::dir);
    columns.put("dirNumerator", CellResult::dirNumerator);
    columns.put("dirDenominator", CellResult::dirDenominator);
    columns.put("dirLow", cell -> low(cell.dirInterval()));
    columns.put("dirHigh", cell -> high(cell.dirInterval()));
    columns.put("adversarialError", CellResult::adversarialError);
    columns.put("roundedDir", CellResult::roundedDir);
    columns.put("noiseDir", CellResult::noiseDir);
    columns.put("weightsKept", CellResult::weightsKept);
    columns.put("moved", CellResult::moved);
    columns.put("seconds", CellResult::seconds);
    columns.put("studentDigest", CellResult::studentDigest);
    columns.put("error", CellResult::error);
    return columns;
  }

  private static Double low(Interval interval) {
    return interval == null ? null : interval.low();
  }

  private static Double high(Interval interval) {
    return interval == null ? null : interval.high();
  }

  private static String text(Object value) {
    if (value == null || value instanceof Double number && number.isNaN()) {
      return "";
    }
    String text = value.toString();
    boolean formula =
        value instanceof String && !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    return formula ? "'" + text : text;
  }

  private static void row(StringBuilder csv, List<String> fields) {
    for (int i = 0; i < fields.size(); i++) {
      csv.append(i == 0 ? "" : ",").append(quoted(fields.get(i)));
    }
    csv.append("\r\n");
  }

  private static String quoted(String field) {
    boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}
