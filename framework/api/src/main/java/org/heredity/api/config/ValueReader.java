package org.heredity.api.config;

import java.lang.reflect.Type;
import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns plain data into the types of a settings record. */
final class ValueReader {
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d{1,3})?");
  private static final Pattern FRACTION =
      Pattern.compile("(-?\\d{1,9}(?:\\.\\d{1,9})?)\\s*/\\s*(\\d{1,9}(?:\\.\\d{1,9})?)");
  private static final int SHOWN = 60;

  private final Reading reading;

  ValueReader(Reading reading) {
    this.reading = reading;
  }

  /** A slot's value: what was given, else its default. */
  Object value(Slot slot, String path, Object given) {
    Type type = slot.type();
    if (given != null) {
      return read(type, path, given, slot);
    }
    if (slot.hasDefault()) {
      return read(type, path, YamlDocument.value(slot.byDefault()), slot);
    }
    Class<?> raw = SettingType.raw(type);
    if (raw == Optional.class) {
      return Optional.empty();
    }
    if (raw.isRecord() && allHaveDefaults(raw)) {
      return read(type, path, Map.of(), slot);
    }
    throw new UsageException(
        "option '"
            + path
            + "' is missing: expected "
            + expected(type, slot)
            + (slot.meaning().isEmpty() ? "" : " (" + slot.meaning() + ")")
            + "; add it");
  }

  private Object read(Type type, String path, Object given, Slot slot) {
    Class<?> raw = SettingType.raw(type);
    EntryReader entry = reading.entries().get(raw);
    if (entry != null) {
      return entry.read(given, path).get(0);
    }
    if (raw == Optional.class) {
      return Optional.of(read(SettingType.argument(type, 0), path, given, slot));
    }
    if (raw == List.class) {
      return list(type, path, given, slot);
    }
    if (raw == Map.class) {
      return map(type, path, given, slot);
    }
    if (raw.isRecord()) {
      return Settings.bind(
          raw.asSubclass(Record.class), asMap(type, path, given, slot), path, reading);
    }
    if (SettingType.whole(raw)) {
      return whole(raw, path, given, slot);
    }
    if (raw == double.class || raw == Double.class) {
      return inRange(number(path, given, slot), type, path, given, slot);
    }
    if (raw == boolean.class || raw == Boolean.class) {
      if (given instanceof Boolean) {
        return given;
      }
      throw wrong(type, path, given, slot);
    }
    if (raw == String.class) {
      if (given instanceof String || given instanceof Number || given instanceof Boolean) {
        return given.toString();
      }
      throw wrong(type, path, given, slot);
    }
    if (raw == Path.class) {
      return file(path, given, slot);
    }
    if (raw.isEnum()) {
      return constant(raw, path, given);
    }
    if (raw == Object.class) {
      return given;
    }
    throw new IllegalStateException("a setting cannot be a " + type + ", see option " + path);
  }

  private List<Object> list(Type type, String path, Object given, Slot slot) {
    if (!(given instanceof List<?> items)) {
      throw wrong(type, path, given, slot);
    }
    Type element = SettingType.argument(type, 0);
    EntryReader entries = reading.entries().get(SettingType.raw(element));
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String place = path + "[" + i + "]";
      if (items.get(i) == null) {
        throw wrong(element, place, null, slot);
      }
      if (entries == null) {
        values.add(read(element, place, items.get(i), slot));
      } else {
        values.addAll(entries.read(items.get(i), place));
      }
    }
    return List.copyOf(values);
  }

  private Map<String, Object> map(Type type, String path, Object given, Slot slot) {
    Map<String, Object> values = new LinkedHashMap<>();
    asMap(type, path, given, slot)
        .forEach(
            (key, value) -> {
              String place = Settings.join(path, key);
              if (value == null) {
                throw wrong(SettingType.argument(type, 1), place, null, slot);
              }
              values.put(key, read(SettingType.argument(type, 1), place, value, slot));
            });
    return values;
  }

  private Map<String, ?> asMap(Type type, String path, Object given, Slot slot) {
    if (!(given instanceof Map<?, ?> map)) {
      throw wrong(type, path, given, slot);
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(String.valueOf(key), value));
    return copy;
  }

  private Object whole(Class<?> raw, String path, Object given, Slot slot) {
    long value;
    if (given instanceof Integer || given instanceof Long) {
      value = ((Number) given).longValue();
    } else if (given instanceof Double d && d == Math.rint(d) && Math.abs(d) < 0x1p53) {
      value = d.longValue();
    } else if (given instanceof String text && NUMBER.matcher(text).matches()) {
      double d = Double.parseDouble(text);
      if (d != Math.rint(d) || Math.abs(d) >= 0x1p53) {
        throw wrong(raw, path, given, slot);
      }
      value = (long) d;
    } else {
      throw wrong(raw, path, given, slot);
    }
    boolean narrow = raw == int.class || raw == Integer.class;
    if (narrow && value != (int) value) {
      throw wrong(raw, path, given, slot);
    }
    inRange(value, raw, path, given, slot);
    if (narrow) {
      return (int) value;
    }
    return value;
  }

  private double number(String path, Object given, Slot slot) {
    double value = Double.NaN;
    if (given instanceof Number number && !(given instanceof BigInteger)) {
      value = number.doubleValue();
    } else if (given instanceof String text) {
      Matcher fraction = FRACTION.matcher(text);
      if (fraction.matches()) {
        value = Double.parseDouble(fraction.group(1)) / Double.parseDouble(fraction.group(2));
      } else if (NUMBER.matcher(text).matches()) {
        value = Double.parseDouble(text);
      }
    }
    if (!Double.isFinite(value)) {
      throw wrong(double.class, path, given, slot);
    }
    return value;
  }

  static double inRange(double value, Type type, String path, Object given, Slot slot) {
    if (!(value >= slot.min() && value <= slot.max())) {
      throw wrong(type, path, given, slot);
    }
    return value;
  }

  private Path file(String path, Object given, Slot slot) {
    if (!(given instanceof String) || ((String) given).isBlank()) {
      throw wrong(Path.class, path, given, slot);
    }
    return resolve(reading.base(), (String) given, path);
  }

  /** {@code text} as a path, from {@code base} if relative; {@code ~} is the user's home. */
  static Path resolve(Path base, String text, String option) {
    try {
      if (text.equals("~")) {
        return Path.of(System.getProperty("user.home"));
      }
      if (text.startsWith("~/")) {
        return Path.of(System.getProperty("user.home")).resolve(text.substring(2));
      }
      return base.resolve(text).normalize();
    } catch (InvalidPathException e) {
      throw new UsageException(
          "option '" + option + "': '" + text + "' is not a path here; write another", e);
    }
  }

  private static Object constant(Class<?> raw, String path, Object given) {
    List<String> names = new ArrayList<>();
    for (Object constant : raw.getEnumConstants()) {
      String name = Names.kebab(((Enum<?>) constant).name());
      if (name.equals(String.valueOf(given))) {
        return constant;
      }
      names.add(name);
    }
    throw new UsageException(
        "option '"
            + path
            + "': expected one of "
            + String.join(", ", names)
            + ", got "
            + shown(given)
            + Names.nearest(String.valueOf(given), names)
                .map(name -> "; did you mean '" + name + "'?")
                .orElse("; write one of them"));
  }

  private static UsageException wrong(Type type, String path, Object given, Slot slot) {
    String advice =
        slot.hasDefault()
            ? "; change it, or leave it out for the default " + slot.byDefault()
            : "; change it";
    return new UsageException(
        "option '"
            + path
            + "': expected "
            + expected(type, slot)
            + ", got "
            + shown(given)
            + advice);
  }

  private static String expected(Type type, Slot slot) {
    String words = SettingType.words(type);
    String range = SettingType.range(slot);
    return (words.matches("any .*|true or false|settings|text|.*\\|.*") ? "" : "a ")
        + words
        + (range.isEmpty() ? "" : ", " + range);
  }

  private static String shown(Object given) {
    if (given == null) {
      return "nothing";
    }
    if (given instanceof Map<?, ?>) {
      return "a map";
    }
    if (given instanceof List<?>) {
      return "a list";
    }
    String text = given.toString().replaceAll("\\p{Cntrl}", " ");
    text = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    return given instanceof String ? "'" + text + "'" : text;
  }

  private static boolean allHaveDefaults(Class<?> raw) {
    for (Slot slot : Slot.all(raw, Map.of())) {
      Class<?> type = slot.component().getType();
      if (!slot.hasDefault()
          && type != Optional.class
          && !(type.isRecord() && allHaveDefaults(type))) {
        return false;
      }
    }
    return true;
  }
}
