package org.heredity.reports.chart;

import java.awt.Color;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The colours of a chart. Those of series start from Okabe and Ito's set for colour-blind readers,
 * moved until each has a contrast of at least 3:1 to the paper (WCAG 2.2, 1.4.11). No two colours
 * of a theme are equal, so that a drawn colour tells its role.
 *
 * @param paper background
 * @param ink text and what matters
 * @param muted axis labels and what explains
 * @param grid lines to read values by
 * @param series one a method or line, in order
 */
public record Theme(Color paper, Color ink, Color muted, Color grid, List<Color> series) {
  /** For white paper. */
  public static final Theme LIGHT =
      of(
          0xffffff, 0x1f2328, 0x57606a, 0xd8dee4, 0x0072b2, 0xc27c00, 0x00906a, 0xb8568f, 0xd55e00,
          0x6b7280, 0x8c5a2b, 0x7f7a00);

  /** For dark screens. */
  public static final Theme DARK =
      of(
          0x14171c, 0xe6e9ee, 0xa3adba, 0x333a44, 0x5aa9e6, 0xf0b040, 0x3ccf9f, 0xe39bc7, 0xff8a4c,
          0x9099a6, 0xc99a6b, 0xd8d25a);

  public Theme {
    series = List.copyOf(series);
  }

  private static Theme of(int paper, int ink, int muted, int grid, int... series) {
    return new Theme(
        new Color(paper),
        new Color(ink),
        new Color(muted),
        new Color(grid),
        Arrays.stream(series).mapToObj(Color::new).toList());
  }

  /** The colour of line or method {@code index}; colours repeat after the last. */
  public Color series(int index) {
    return series.get(Math.floorMod(index, series.size()));
  }

  /** Colours by role: {@code paper}, {@code ink}, {@code muted}, {@code grid}, {@code s0}... */
  public Map<String, Color> roles() {
    Map<String, Color> roles = new LinkedHashMap<>();
    roles.put("paper", paper);
    roles.put("ink", ink);
    roles.put("muted", muted);
    roles.put("grid", grid);
    for (int i = 0; i < series.size(); i++) {
      roles.put("s" + i, series.get(i));
    }
    return roles;
  }

  /** {@code #rrggbb}. */
  public static String hex(Color color) {
    return String.format("#%06x", color.getRGB() & 0xffffff);
  }
}
