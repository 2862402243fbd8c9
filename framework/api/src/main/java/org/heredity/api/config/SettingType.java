package org.heredity.api.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The types of settings in words. */
final class SettingType {
  private SettingType() {}

  /** Such as {@code whole number}, {@code pixel|normalised} or {@code list of text}. */
  static String words(Type type) {
    Class<?> raw = raw(type);
    if (whole(raw)) {
      return "whole number";
    }
    if (raw == double.class || raw == Double.class) {
      return "number";
    }
    if (raw == boolean.class || raw == Boolean.class) {
      return "true or false";
    }
    if (raw == String.class) {
      return "text";
    }
    if (raw == Path.class) {
      return "path";
    }
    if (raw.isEnum()) {
      return Arrays.stream(raw.getEnumConstants())
          .map(constant -> Names.kebab(((Enum<?>) constant).name()))
          .collect(Collectors.joining("|"));
    }
    if (raw == List.class) {
      return "list of " + words(argument(type, 0));
    }
    if (raw == Optional.class) {
      return words(argument(type, 0));
    }
    if (raw == Map.class) {
      return "map to " + words(argument(type, 1));
    }
    return raw == Object.class || Entry.class.isAssignableFrom(raw) ? "any value" : "settings";
  }

  /** The range of a number in words; empty if there is none. */
  static String range(Slot slot) {
    boolean low = slot.min() != Double.NEGATIVE_INFINITY;
    boolean high = slot.max() != Double.POSITIVE_INFINITY;
    if (low && high) {
      return number(slot.min()) + " to " + number(slot.max());
    }
    if (low) {
      return "at least " + number(slot.min());
    }
    return high ? "at most " + number(slot.max()) : "";
  }

  static boolean whole(Class<?> raw) {
    return raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class;
  }

  static Class<?> raw(Type type) {
    return (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
  }

  static Type argument(Type type, int index) {
    if (!(type instanceof ParameterizedType generic)) {
      return Object.class;
    }
    Type argument = generic.getActualTypeArguments()[index];
    return argument instanceof Class<?> || argument instanceof ParameterizedType
        ? argument
        : Object.class;
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
