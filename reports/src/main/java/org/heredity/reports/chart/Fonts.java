package org.heredity.reports.chart;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/** Whether this machine can draw text. */
final class Fonts {
  private Fonts() {}

  /**
   * Measures a text, as every chart does.
   *
   * @throws NoFontsException if Java cannot
   */
  static void require() throws NoFontsException {
    Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      graphics.setFont(ChartStyle.font(12));
      graphics.getFontMetrics().stringWidth("0");
    } catch (InternalError | LinkageError | RuntimeException e) {
      // What a Java machine throws for want of fontconfig, freetype or fonts depends on its
      // version.
      throw new NoFontsException(e);
    } finally {
      graphics.dispose();
    }
  }
}
