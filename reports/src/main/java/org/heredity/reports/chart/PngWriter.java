package org.heredity.reports.chart;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.jfree.chart.JFreeChart;

/** Draws figures as PNG with twice the pixels, on the theme's paper. Stateless. */
public final class PngWriter {
  private static final int SCALE = 2;
  private static final int TITLE_HEIGHT = 24;

  /** The PNG file's bytes. */
  public byte[] file(Figure figure, Theme theme) throws IOException {
    Fonts.require();
    int height = height(figure);
    BufferedImage image =
        new BufferedImage(SCALE * figure.width(), SCALE * height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setPaint(theme.paper());
      graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
      graphics.scale(SCALE, SCALE);
      JFreeChart chart = ChartStyle.titled(figure.drawing().apply(theme), figure.title(), theme);
      chart.draw(graphics, new Rectangle2D.Double(0, 0, figure.width(), height));
    } finally {
      graphics.dispose();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(image, "png", bytes)) {
      throw new IOException("this Java machine cannot write PNG files");
    }
    return bytes.toByteArray();
  }

  /** Height of a figure with its title, in CSS pixels. */
  public static int height(Figure figure) {
    return figure.height() + TITLE_HEIGHT;
  }
}
