package org.heredity.checkpoint;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Names out of a hostile file, made fit to be printed: short, on one line, without controls. */
final class Printable {
  private static final int MAX_LENGTH = 120;
  private static final int MAX_LISTED = 8;

  private Printable() {}

  static String quote(String name) {
    String shown = shortened(name);
    StringBuilder text = new StringBuilder("'");
    for (int i = 0; i < shown.length(); i++) {
      char c = shown.charAt(i);
      text.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
    }
    return text.append('\'').toString();
  }

  static String shortened(String name) {
    return name.length() <= MAX_LENGTH ? name : name.substring(0, MAX_LENGTH) + "...";
  }

  /** The first few of {@code names}, quoted, and how many more there are. */
  static String list(Collection<String> names) {
    return bounded(names.stream().limit(MAX_LISTED).map(Printable::quote).toList(), names.size());
  }

  /** The first few of {@code lines} as they are, and how many more there are. */
  static String lines(Collection<String> lines) {
    return bounded(lines.stream().limit(MAX_LISTED).toList(), lines.size());
  }

  private static String bounded(List<String> first, int all) {
    return first.stream().collect(Collectors.joining(", "))
        + (all > first.size() ? " and " + (all - first.size()) + " more" : "");
  }
}
