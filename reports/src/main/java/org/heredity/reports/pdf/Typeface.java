package org.heredity.reports.pdf;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.heredity.reports.text.PlainText;

/**
 * Liberation Sans, which PDFBox brings (SIL Open Font License), embedded in the document, so that
 * no font of this machine matters. It has Latin, Greek and Cyrillic letters; others become {@code
 * ?}.
 */
final class Typeface {
  private static final String FILE = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

  private final PDFont font;
  private final Map<Integer, Boolean> known = new HashMap<>();

  Typeface(PDDocument document) throws IOException {
    try (InputStream in = PDDocument.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IOException("PDFBox's font " + FILE + " is missing from the program");
      }
      font = PDType0Font.load(document, in);
    }
  }

  PDFont font() {
    return font;
  }

  /** The text with what the font lacks replaced, on one line. */
  String writable(String text) {
    StringBuilder writable = new StringBuilder();
    PlainText.of(text)
        .replaceAll("\\s+", " ")
        .codePoints()
        .forEach(c -> writable.appendCodePoint(has(c) ? c : '?'));
    return writable.toString();
  }

  private boolean has(int codePoint) {
    return known.computeIfAbsent(
        codePoint,
        c -> {
          try {
            return font.getStringWidth(Character.toString(c)) >= 0;
          } catch (IOException | IllegalArgumentException e) {
            return false;
          }
        });
  }

  /** Width in points of a writable text. */
  float width(String text, float size) throws IOException {
    return font.getStringWidth(text) / 1000 * size;
  }

  /** Breaks a text into lines at spaces; a word that is too long for a line is cut. */
  List<String> lines(String text, float size, float width) throws IOException {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : writable(text).split(" ")) {
      String joined = line.isEmpty() ? word : line + " " + word;
      if (width(joined, size) <= width) {
        line.setLength(0);
        line.append(joined);
        continue;
      }
      if (!line.isEmpty()) {
        lines.add(line.toString());
        line.setLength(0);
      }
      for (int c : word.codePoints().toArray()) {
        if (!line.isEmpty() && width(line + Character.toString(c), size) > width) {
          lines.add(line.toString());
          line.setLength(0);
        }
        line.appendCodePoint(c);
      }
    }
    lines.add(line.toString());
    return lines;
  }
}
