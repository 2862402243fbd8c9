package org.heredity.reports.pdf;

import java.awt.Color;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.heredity.reports.chart.Theme;
import org.heredity.reports.text.TextTable;

/** A table whose rows wrap and whose head comes again on the next page. */
final class PaperTable {
  private static final float SIZE = 7.5f;
  private static final float GAP = 7;
  private static final float PADDING = 2.5f;

  private final List<String> heads;
  private final int texts;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param texts how many of the first columns are text; the others are numbers, set to the right
   */
  PaperTable(int texts, String... heads) {
    this.heads = List.of(heads);
    this.texts = texts;
  }

  /** The same as a format has it that is no paper. */
  static PaperTable of(TextTable table) {
    PaperTable paper = new PaperTable(table.texts(), table.heads().toArray(String[]::new));
    table.rows().forEach(row -> paper.row(row.toArray(String[]::new)));
    return paper;
  }

  PaperTable row(String... cells) {
    if (cells.length != heads.size()) {
      throw new IllegalArgumentException(heads.size() + " cells expected, got " + cells.length);
    }
    rows.add(List.of(cells));
    return this;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  void draw(Sheet sheet) throws IOException {
    float[] widths = widths(sheet.typeface());
    head(sheet, widths);
    for (List<String> row : rows) {
      List<List<String>> lines = wrap(sheet.typeface(), row, widths);
      if (sheet.need(height(lines))) {
        head(sheet, widths);
      }
      line(sheet, lines, widths, Theme.LIGHT.ink(), 0.5f);
    }
  }

  private void head(Sheet sheet, float[] widths) throws IOException {
    if (heads.stream().allMatch(String::isEmpty)) {
      return;
    }
    List<List<String>> lines = wrap(sheet.typeface(), heads, widths);
    sheet.need(height(lines) + 2 * Sheet.lineHeight(SIZE));
    line(sheet, lines, widths, Theme.LIGHT.muted(), 1);
  }

  private void line(Sheet sheet, List<List<String>> lines, float[] widths, Color color, float rule)
      throws IOException {
    sheet.space(PADDING);
    float x = 0;
    for (int i = 0; i < lines.size(); i++) {
      sheet.block(lines.get(i), x, widths[i], i >= texts, SIZE, color);
      x += widths[i] + GAP;
    }
    sheet.space(height(lines) - PADDING);
    sheet.rule(rule, Theme.LIGHT.grid());
  }

  private static float height(List<List<String>> lines) {
    int most = lines.stream().mapToInt(List::size).max().orElse(1);
    return most * Sheet.lineHeight(SIZE) + 2 * PADDING;
  }

  private static List<List<String>> wrap(Typeface typeface, List<String> row, float[] widths)
      throws IOException {
    List<List<String>> lines = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      lines.add(typeface.lines(row.get(i), SIZE, widths[i]));
    }
    return lines;
  }

  /** What each column wants; where that is too much, the widest give way first. */
  private float[] widths(Typeface typeface) throws IOException {
    float[] widths = new float[heads.size()];
    List<List<String>> all = new ArrayList<>(rows);
    all.add(heads);
    for (List<String> row : all) {
      for (int i = 0; i < widths.length; i++) {
        float wanted = typeface.width(typeface.writable(row.get(i)), SIZE) + 0.5f;
        widths[i] = Math.max(widths[i], wanted);
      }
    }
    float room = Sheet.WIDTH - GAP * (widths.length - 1);
    float cap = room;
    while (sum(widths, cap) > room && cap > 1) {
      cap *= 0.98f;
    }
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.min(widths[i], cap);
    }
    widths[texts - 1] += Math.max(0, room - sum(widths, room));
    return widths;
  }

  private static float sum(float[] widths, float cap) {
    return (float)
        IntStream.range(0, widths.length).mapToDouble(i -> Math.min(widths[i], cap)).sum();
  }
}
