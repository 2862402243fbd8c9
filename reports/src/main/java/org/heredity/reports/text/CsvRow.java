package org.heredity.reports.text;

import java.util.List;

/**
 * Rows of comma-separated values as RFC 4180 has them. A text that a spreadsheet would take for a
 * formula has an apostrophe before it.
 */
public final class CsvRow {
  private CsvRow() {}

  /**
   * A value as a field, not quoted yet.
   *
   * @param value null or NaN where it is not known
   * @return the text; empty if it is not known, and never a formula
   */
  public static String text(Object value) {
    if (value == null || value instanceof Double number && number.isNaN()) {
      return "";
    }
    String text = value.toString();
    boolean formula =
        value instanceof String && !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    return formula ? "'" + text : text;
  }

  /**
   * Appends a row, its fields quoted where they have to be.
   *
   * @param csv what is appended to
   * @param fields as {@link #text} makes them
   */
  public static void append(StringBuilder csv, List<String> fields) {
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
