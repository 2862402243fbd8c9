package org.heredity.reports.pdf;

import java.awt.Color;
import java.io.IOException;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;
import org.apache.pdfbox.pdmodel.graphics.state.RenderingMode;

/**
 * Puts text, pictures and lines on A4 pages from the top down, and starts a page when one is full.
 */
final class Sheet implements AutoCloseable {
  static final float MARGIN = 45;
  static final float WIDTH = PDRectangle.A4.getWidth() - 2 * MARGIN;

  static final float HEIGHT = PDRectangle.A4.getHeight() - 2 * MARGIN;

  private static final float TOP = PDRectangle.A4.getHeight() - MARGIN;
  private static final float LEADING = 1.35f;

  private final PDDocument document;
  private final Typeface typeface;
  private PDPageContentStream stream;
  private float y;

  Sheet(PDDocument document) throws IOException {
    this.document = document;
    typeface = new Typeface(document);
    turn();
  }

  Typeface typeface() {
    return typeface;
  }

  private void turn() throws IOException {
    close();
    PDPage page = new PDPage(PDRectangle.A4);
    document.addPage(page);
    stream = new PDPageContentStream(document, page);
    y = TOP;
  }

  /** Starts a page unless {@code height} points are left on this one; whether it did. */
  boolean need(float height) throws IOException {
    boolean turns = y - height < MARGIN && y < TOP;
    if (turns) {
      turn();
    }
    return turns;
  }

  void space(float points) {
    y -= points;
  }

  static float lineHeight(float size) {
    return size * LEADING;
  }

  /** A paragraph over the whole width. */
  void paragraph(String text, float size, Color color, boolean bold) throws IOException {
    for (String line : typeface.lines(text, size, WIDTH)) {
      need(lineHeight(size));
      write(line, 0, y - size, size, color, bold);
      y -= lineHeight(size);
    }
  }

  /** A paragraph on coloured paper with a bar to its left, kept on one page. */
  void box(String text, float size, Color ink, Color bar, Color paper) throws IOException {
    float inside = 10;
    List<String> lines = typeface.lines(text, size, WIDTH - 2 * inside);
    float height = lines.size() * lineHeight(size) + 2 * inside - 4;
    need(height);
    fill(0, y - height, WIDTH, height, paper);
    fill(0, y - height, 4, height, bar);
    float at = y - inside;
    for (String line : lines) {
      write(line, inside + 2, at - size, size, ink, true);
      at -= lineHeight(size);
    }
    y -= height;
  }

  /** Lines of text from {@code x} on, starting at the present height, which does not move. */
  void block(List<String> lines, float x, float width, boolean right, float size, Color color)
      throws IOException {
    float at = y;
    for (String line : lines) {
      float from = right ? x + width - typeface.width(line, size) : x;
      write(line, from, at - size, size, color, false);
      at -= lineHeight(size);
    }
  }

  /** A line across the page at the present height. */
  void rule(float thickness, Color color) throws IOException {
    fill(0, y, WIDTH, thickness, color);
  }

  /** A PNG picture at the present height, which does not move; its height in points. */
  float picture(byte[] png, String alternative, float x, float width) throws IOException {
    PDImageXObject image = PDImageXObject.createFromByteArray(document, png, alternative);
    float height = width * image.getHeight() / image.getWidth();
    stream.drawImage(image, MARGIN + x, y - height, width, height);
    return height;
  }

  private void fill(float x, float bottom, float width, float height, Color color)
      throws IOException {
    stream.setNonStrokingColor(color);
    stream.addRect(MARGIN + x, bottom, width, height);
    stream.fill();
  }

  private void write(String line, float x, float baseline, float size, Color color, boolean bold)
      throws IOException {
    stream.beginText();
    stream.setFont(typeface.font(), size);
    stream.setNonStrokingColor(color);
    if (bold) {
      // There is one weight only: a thin line around the letters makes another.
      stream.setRenderingMode(RenderingMode.FILL_STROKE);
      stream.setStrokingColor(color);
      stream.setLineWidth(size * 0.03f);
    } else {
      stream.setRenderingMode(RenderingMode.FILL);
    }
    stream.newLineAtOffset(MARGIN + x, baseline);
    stream.showText(line);
    stream.endText();
  }

  @Override
  public void close() throws IOException {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }
}
