package org.heredity.api.result;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;

/** Finds nulls where a record that came out of a file may have none. */
final class Nulls {
  private Nulls() {}

  /** Where the first one is, such as {@code cells[3].studentDigest}. */
  static Optional<String> find(Record result) {
    return find(result, "");
  }

  private static Optional<String> find(Record result, String path) {
    for (RecordComponent component : result.getClass().getRecordComponents()) {
      String at = path + component.getName();
      Object value = value(result, component);
      if (value == null && !component.isAnnotationPresent(Nullable.class)) {
        return Optional.of(at);
      }
      Optional<String> inside = inside(value, at);
      if (inside.isPresent()) {
        return inside;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> inside(Object value, String at) {
    if (value instanceof Record inner) {
      return find(inner, at + ".");
    }
    if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        Optional<String> found = inside(list.get(i), at + "[" + i + "]");
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Object value(Record result, RecordComponent component) {
    try {
      return component.getAccessor().invoke(result);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }
}
