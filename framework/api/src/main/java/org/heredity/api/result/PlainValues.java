package org.heredity.api.result;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Unmodifiable copies of configuration in a form that JSON gives back unchanged: whole numbers are
 * {@link Long}, others {@link Double}, what is not finite is null, enum constants are their names
 * in kebab case.
 */
final class PlainValues {
  private PlainValues() {}

  /**
   * Copies deeply; order is kept.
   *
   * @throws IllegalArgumentException at a value that is no map, collection, string, number, boolean
   *     or enum constant
   */
  static Map<String, Object> copyOf(Map<String, ?> values) {
    Map<String, Object> copy = new LinkedHashMap<>();
    values.forEach((key, value) -> copy.put(key, plain(key, value)));
    return Collections.unmodifiableMap(copy);
  }

  private static Object plain(String key, Object value) {
    if (value == null || value instanceof String || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Byte
        || value instanceof Short
        || value instanceof Integer
        || value instanceof Long) {
      return ((Number) value).longValue();
    }
    if (value instanceof Number number) {
      // By way of the text, so that 0.05f is 0.05.
      double plain = Double.parseDouble(number.toString());
      return Double.isFinite(plain) ? plain : null;
    }
    if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((k, v) -> copy.put(String.valueOf(k), plain(String.valueOf(k), v)));
      return Collections.unmodifiableMap(copy);
    }
    if (value instanceof Collection<?> collection) {
      List<Object> copy = new ArrayList<>();
      collection.forEach(element -> copy.add(plain(key, element)));
      return Collections.unmodifiableList(copy);
    }
    throw new IllegalArgumentException(
        "configuration value '"
            + key
            + "' must be a map, list, string, number, boolean or enum constant, but is a "
            + value.getClass().getName());
  }
}
