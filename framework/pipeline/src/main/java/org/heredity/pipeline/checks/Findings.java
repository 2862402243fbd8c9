package org.heredity.pipeline.checks;

import java.util.Locale;
import org.heredity.api.result.CellResult;

/** Wording that checks share. */
final class Findings {
  private Findings() {}

  /** A cell as findings name it. */
  static String subject(CellResult cell) {
    return cell.target() + ", " + cell.method() + ", seed " + cell.seed() + ", " + cell.attack();
  }

  /** A share such as {@code 12.3%}. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }

  /** A number with as many digits as people compare. */
  static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
