package org.heredity.reports.chart;

import java.text.Normalizer;
import java.util.Locale;

/** File names for figures out of names that others chose. */
final class FigureId {
  private static final int LONGEST = 60;

  private FigureId() {}

  /**
   * {@code kind} and {@code names} joined; what is no ASCII letter or digit becomes {@code -}.
   * Where that loses something, a hash of the names keeps two figures apart.
   */
  static String of(String kind, String... names) {
    StringBuilder id = new StringBuilder(kind);
    StringBuilder exact = new StringBuilder();
    for (String name : names) {
      id.append('-').append(name.toLowerCase(Locale.ROOT));
      exact.append(name).append('\0');
    }
    String plain =
        Normalizer.normalize(id, Normalizer.Form.NFKD)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    if (plain.contentEquals(id)) {
      return plain.length() <= LONGEST ? plain : shortened(plain, exact);
    }
    return shortened(plain, exact);
  }

  private static String shortened(String plain, CharSequence exact) {
    String start = plain.substring(0, Math.min(plain.length(), LONGEST)).replaceAll("-$", "");
    return start + "-" + Integer.toHexString(exact.toString().hashCode());
  }
}
