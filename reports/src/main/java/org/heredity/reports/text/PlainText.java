package org.heredity.reports.text;

/** Names that others chose, fit to stand in a document. */
public final class PlainText {
  private PlainText() {}

  /**
   * Replaces by U+FFFD what XML cannot carry (control characters but line feed and tab, half
   * surrogate pairs) and what turns the direction of the text after it. Markup is not escaped.
   */
  public static String of(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints().forEach(c -> plain.appendCodePoint(shown(c) ? c : 0xFFFD));
    return plain.toString();
  }

  private static boolean shown(int c) {
    boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
    boolean half = c >= 0xD800 && c <= 0xDFFF;
    boolean turns = c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
    return !control && !half && !turns && c != 0xFFFE && c != 0xFFFF;
  }
}
