package org.heredity.compact;

import java.util.List;
import java.util.Map;

/**
 * The fields of a JSON object, each of the kind that is asked for.
 *
 * @param values by name
 */
record Fields(Map<String, Object> values) {
  /**
   * Those of a value.
   *
   * @throws IllegalArgumentException if it is no object
   */
  static Fields of(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> values = new java.util.LinkedHashMap<>();
      map.forEach((name, each) -> values.put((String) name, each));
      return new Fields(values);
    }
    throw new IllegalArgumentException("expected an object, got " + shown(value));
  }

  String text(String name) {
    if (values.get(name) instanceof String text) {
      return text;
    }
    throw wrong(name, "a text");
  }

  int number(String name) {
    if (values.get(name) instanceof Double number && number == number.intValue() && number >= 0) {
      return number.intValue();
    }
    throw wrong(name, "a number from 0");
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(values.get(name));
  }

  List<?> list(String name) {
    if (values.get(name) instanceof List<?> list) {
      return list;
    }
    throw wrong(name, "a list");
  }

  private IllegalArgumentException wrong(String name, String expected) {
    return new IllegalArgumentException(
        "'" + name + "' should be " + expected + " in " + shown(values));
  }

  private static String shown(Object value) {
    String text = String.valueOf(value);
    return text.length() > 100 ? text.substring(0, 100) + "…" : text;
  }
}
