package org.heredity.compact;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON: objects as maps, arrays as lists, numbers as {@link Double}. Texts are taken to be
 * hostile: what is nested deeply, or named twice, is refused.
 */
final class Json {
  private static final int DEEPEST = 32;

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /**
   * Reads one value.
   *
   * @throws IllegalArgumentException if it is no JSON, naming the place
   */
  static Object parse(String text) {
    Json json = new Json(text);
    Object value = json.value(0);
    json.space();
    if (json.at != text.length()) {
      throw json.wrong("the end");
    }
    return value;
  }

  private IllegalArgumentException wrong(String expected) {
    String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
    return new IllegalArgumentException(
        "expected " + expected + " at character " + at + ", got " + found);
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean next(char wanted) {
    space();
    boolean found = at < text.length() && text.charAt(at) == wanted;
    at += found ? 1 : 0;
    return found;
  }

  private void require(char wanted) {
    if (!next(wanted)) {
      throw wrong("'" + wanted + "'");
    }
  }

  private Object value(int depth) {
    if (depth > DEEPEST) {
      throw wrong("less nesting");
    }
    if (next('{')) {
      return object(depth);
    }
    if (next('[')) {
      return array(depth);
    }
    if (next('"')) {
      return string();
    }
    for (Object word : new Object[] {true, false}) {
      if (text.startsWith(word.toString(), at)) {
        at += word.toString().length();
        return word;
      }
    }
    return number();
  }

  private Map<String, Object> object(int depth) {
    Map<String, Object> object = new LinkedHashMap<>();
    boolean more = !next('}');
    while (more) {
      require('"');
      String name = string();
      require(':');
      if (object.put(name, value(depth + 1)) != null) {
        throw new IllegalArgumentException("'" + name + "' is there twice");
      }
      more = next(',');
      if (!more) {
        require('}');
      }
    }
    return object;
  }

  private List<Object> array(int depth) {
    List<Object> array = new ArrayList<>();
    boolean more = !next(']');
    while (more) {
      array.add(value(depth + 1));
      more = next(',');
      if (!more) {
        require(']');
      }
    }
    return array;
  }

  /** Behind the opening quote. */
  private String string() {
    StringBuilder string = new StringBuilder();
    while (true) {
      if (at >= text.length()) {
        throw wrong("'\"'");
      }
      char c = text.charAt(at++);
      if (c == '"') {
        return string.toString();
      }
      string.append(c == '\\' ? escaped() : c);
    }
  }

  private char escaped() {
    char kind = at < text.length() ? text.charAt(at++) : ' ';
    int known = "\"\\/bfnrt".indexOf(kind);
    if (known >= 0) {
      return "\"\\/\b\f\n\r\t".charAt(known);
    }
    if (kind != 'u' || at + 4 > text.length()) {
      at--;
      throw wrong("an escaped character");
    }
    String digits = text.substring(at, at + 4);
    at += 4;
    try {
      return (char) Integer.parseInt(digits, 16);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("expected four digits of 16, got '" + digits + "'", e);
    }
  }

  private Double number() {
    int from = at;
    while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    try {
      return Double.valueOf(text.substring(from, at));
    } catch (NumberFormatException e) {
      at = from;
      throw wrong("a value");
    }
  }
}
