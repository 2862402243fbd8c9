package org.heredity.api.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Names as users write them: kebab case, and what a misspelt one was meant to be. */
public final class Names {
  private static final int LISTED = 12;

  private Names() {}

  /**
   * A name of Java's as users write it: {@code lrMask} is {@code lr-mask}, {@code PIXEL_ONLY} is
   * {@code pixel-only}.
   *
   * @param javaName of a component or an enum constant
   * @return the name in kebab case
   */
  public static String kebab(String javaName) {
    if (javaName.equals(javaName.toUpperCase(Locale.ROOT))) {
      return javaName.toLowerCase(Locale.ROOT).replace('_', '-');
    }
    return javaName.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  /**
   * The known name nearest to {@code given}, if it is near enough to have been meant: by the
   * optimal string alignment distance (insertion, deletion, replacement, exchange of neighbours),
   * at most a third of the longer name's length, or because one is the beginning of the other.
   *
   * @param given what the user wrote
   * @param known the names that there are
   * @return the nearest, or empty if none is near enough
   */
  public static Optional<String> nearest(String given, Collection<String> known) {
    String wanted = normal(given);
    if (wanted.isEmpty() || wanted.length() > 100) {
      return Optional.empty();
    }
    return known.stream()
        .filter(name -> near(wanted, normal(name)))
        .min(
            Comparator.<String>comparingInt(name -> distance(wanted, normal(name)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /**
   * A clause for error messages: the name that was probably meant, else those that there are.
   *
   * @param given what the user wrote
   * @param known the names that there are
   * @return a clause without a full stop
   */
  public static String advice(String given, Collection<String> known) {
    Optional<String> nearest = nearest(given, known);
    if (nearest.isPresent()) {
      return "did you mean '" + nearest.get() + "'?";
    }
    if (known.isEmpty()) {
      return "there are none";
    }
    return "there are "
        + known.stream().limit(LISTED).collect(Collectors.joining(", "))
        + (known.size() > LISTED ? " and " + (known.size() - LISTED) + " more" : "");
  }

  private static boolean near(String a, String b) {
    int longer = Math.max(a.length(), b.length());
    int shorter = Math.min(a.length(), b.length());
    return distance(a, b) <= Math.max(1, longer / 3)
        || shorter >= 3 && (a.startsWith(b) || b.startsWith(a));
  }

  private static String normal(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
