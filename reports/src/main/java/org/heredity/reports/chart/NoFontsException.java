package org.heredity.reports.chart;

import java.io.IOException;

/**
 * Charts cannot be drawn here, for the Java machine finds no fonts; the message says what to do.
 */
public final class NoFontsException extends IOException {
  private static final long serialVersionUID = 1L;

  NoFontsException(Throwable cause) {
    super(
        "charts cannot be drawn: this machine has no fonts that Java can use; install fontconfig"
            + " and a font (Debian: apt install fontconfig fonts-dejavu-core), then write the report"
            + " again with 'report DIR'",
        cause);
  }
}
