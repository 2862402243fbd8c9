package org.heredity.pipeline.cache;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Collection;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One text for equal content: names sorted, no space, whole numbers without a point, others as Java
 * prints doubles, enum constants by name. Two maps have one text exactly if they are equal once
 * every number is a {@code long} or a {@code double}.
 */
public final class CanonicalJson {
  private CanonicalJson() {}

  /**
   * The text of nested maps, lists, strings, numbers, booleans, enum constants and nulls.
   *
   * @throws IllegalArgumentException at any other value
   */
  public static String of(Object value) {
    StringBuilder text = new StringBuilder();
    append(text, value);
    return text.toString();
  }

  private static void append(StringBuilder text, Object value) {
    if (value == null || value instanceof Boolean) {
      text.append(value);
    } else if (value instanceof CharSequence string) {
      append(text, string.toString());
    } else if (value instanceof Enum<?> constant) {
      append(text, constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    } else if (value instanceof Double || value instanceof Float) {
      double number = Double.parseDouble(value.toString());
      boolean whole = number == Math.rint(number) && Math.abs(number) < 1L << 53;
      append(text, number, whole);
    } else if (value instanceof Number number) {
      text.append(number.longValue());
    } else if (value instanceof Map<?, ?> map) {
      append(text, map);
    } else if (value instanceof Collection<?> list) {
      append(text, list);
    } else {
      throw new IllegalArgumentException(
          "an artifact cannot be determined by a " + value.getClass().getName() + ": " + value);
    }
  }

  /** YAML's {@code 1} and {@code 1.0} mean the same setting. */
  private static void append(StringBuilder text, double number, boolean whole) {
    if (whole) {
      text.append((long) number);
    } else if (Double.isFinite(number)) {
      text.append(number);
    } else {
      append(text, Double.toString(number));
    }
  }

  private static void append(StringBuilder text, String string) {
    text.append('"');
    JsonStringEncoder.getInstance().quoteAsString(string, text);
    text.append('"');
  }

  private static void append(StringBuilder text, Map<?, ?> map) {
    TreeMap<String, Object> sorted = new TreeMap<>();
    map.forEach((name, value) -> sorted.put(String.valueOf(name), value));
    text.append('{');
    String separator = "";
    for (Map.Entry<String, Object> entry : sorted.entrySet()) {
      text.append(separator);
      append(text, entry.getKey());
      text.append(':');
      append(text, entry.getValue());
      separator = ",";
    }
    text.append('}');
  }

  private static void append(StringBuilder text, Collection<?> list) {
    text.append('[');
    for (Iterator<?> i = list.iterator(); i.hasNext(); ) {
      append(text, i.next());
      text.append(i.hasNext() ? "," : "");
    }
    text.append(']');
  }
}
