package org.heredity.api.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Binds what a user wrote (a map from YAML, JSON or the command line) to a record whose components
 * carry {@link Setting}, and describes such a record.
 *
 * <p>A component's type is one of {@code int}, {@code long}, {@code double}, {@code boolean} (or
 * their boxes), {@link String}, an enum (written in kebab case), {@link Path}, a {@link List}, a
 * {@code Map<String, ?>}, an {@link Optional} of one of these, or another such record, whose
 * settings stand under its name or, if it is {@link Inlined}, among the others. Items of a list may
 * be of any type for which the {@link Reading} has a reader. Numbers may be written as fractions
 * ({@code 8/255}). A null counts as nothing said.
 */
public final class Settings {
  private Settings() {}

  /**
   * Binds; paths stay as they are written, but for {@code ~}.
   *
   * @param <S> the record
   * @param type of the record
   * @param values by name in kebab case
   * @param path where {@code values} stand, such as {@code methods[2].seam}, for messages; empty at
   *     the root
   * @return the record, with defaults for what {@code values} does not name
   * @throws UsageException if a name is unknown or missing, or a value is of the wrong type or out
   *     of range
   */
  public static <S extends Record> S bind(Class<S> type, Map<String, ?> values, String path) {
    return bind(type, values, path, Reading.plain());
  }

  /**
   * Binds.
   *
   * @param <S> the record
   * @param type of the record
   * @param values by name in kebab case, today's or a former one
   * @param path where {@code values} stand, for messages; empty at the root
   * @param reading where relative paths start, who hears notes, and how entries are read
   * @return the record, with defaults for what {@code values} does not name
   * @throws UsageException if a name is unknown or missing, or a value is of the wrong type or out
   *     of range
   */
  public static <S extends Record> S bind(
      Class<S> type, Map<String, ?> values, String path, Reading reading) {
    List<String> names = Slot.names(type);
    Map<String, Object> current = current(type, values, path, reading.notes());
    for (String given : current.keySet()) {
      if (!names.contains(given)) {
        throw new UsageException(
            "option '"
                + join(path, given)
                + "' does not exist; "
                + Names.advice(given, names)
                + (names.isEmpty() ? " to set here; leave it out" : ""));
      }
    }
    return type.cast(bind(type, current, path, new ValueReader(reading), Map.of()));
  }

  /** The values by the names that settings have today. */
  private static Map<String, Object> current(
      Class<?> type, Map<String, ?> values, String path, Consumer<String> notes) {
    Map<String, String> former = Slot.formerNames(type);
    Map<String, Object> current = new LinkedHashMap<>();
    values.forEach(
        (given, value) -> {
          String name = former.getOrDefault(given, given);
          if (!name.equals(given)) {
            if (values.containsKey(name)) {
              throw new UsageException(
                  "option '"
                      + join(path, given)
                      + "' is now called '"
                      + join(path, name)
                      + "', and both are set; leave out the former");
            }
            notes.accept(
                "'"
                    + join(path, given)
                    + "' is now called '"
                    + join(path, name)
                    + "'; the old name is still read");
          }
          current.put(name, value);
        });
    return current;
  }

  private static Record bind(
      Class<?> type,
      Map<String, ?> values,
      String path,
      ValueReader reader,
      Map<String, Object> defaults) {
    List<Object> arguments = new ArrayList<>();
    for (Slot slot : Slot.all(type, defaults)) {
      arguments.add(
          slot.inlined()
              ? bind(slot.component().getType(), values, path, reader, slot.innerDefaults())
              : reader.value(slot, join(path, slot.name()), values.get(slot.name())));
    }
    return construct(type.asSubclass(Record.class), arguments.toArray(), path);
  }

  /**
   * The settings of a record.
   *
   * @param type of the record
   * @return in its order; those of a nested record as {@code outer.inner}
   */
  public static List<SettingDescription> describe(Class<? extends Record> type) {
    List<SettingDescription> descriptions = new ArrayList<>();
    describe(type, "", Map.of(), descriptions);
    return List.copyOf(descriptions);
  }

  /**
   * A record as plain data, in its order: nested maps, lists, strings, numbers and booleans, with
   * the names that {@link #bind} takes. Binding it again gives an equal record. Empty optionals are
   * left out.
   *
   * @param settings a record that {@link #bind} makes
   * @return by name in kebab case
   */
  public static Map<String, Object> values(Record settings) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      Object value = plain(read(component, settings));
      if (component.isAnnotationPresent(Inlined.class)) {
        values.putAll(values((Record) read(component, settings)));
      } else if (value != null) {
        values.put(Names.kebab(component.getName()), value);
      }
    }
    return values;
  }

  /**
   * Which numbers are below their defaults though less of them is weaker ({@link
   * Setting#strength}).
   *
   * @param settings a record that {@link #bind} makes
   * @return one phrase each, such as {@code steps 1, by default 40}; empty if there are none
   */
  public static List<String> weaker(Record settings) {
    List<String> phrases = new ArrayList<>();
    weaker(settings, "", Map.of(), phrases);
    return phrases;
  }

  private static void weaker(
      Record settings, String path, Map<String, Object> defaults, List<String> phrases) {
    for (Slot slot : Slot.all(settings.getClass(), defaults)) {
      Object value = read(slot.component(), settings);
      if (value instanceof Record inner) {
        weaker(
            inner,
            slot.inlined() ? path : join(path, slot.name()),
            slot.inlined() ? slot.innerDefaults() : Map.of(),
            phrases);
      } else if (slot.strength()
          && value instanceof Number number
          && number.doubleValue() < Double.parseDouble(slot.byDefault())) {
        phrases.add(join(path, slot.name()) + " " + number + ", by default " + slot.byDefault());
      }
    }
  }

  /**
   * Holds a number to the range that its setting declares; for the constructors of settings
   * records, which programs call too.
   *
   * @param type the settings record
   * @param name of the setting, in kebab case
   * @param value what the setting is to be
   * @throws UsageException if it is out of range
   */
  public static void requireInRange(Class<? extends Record> type, String name, Number value) {
    for (Slot slot : Slot.all(type, Map.of())) {
      if (slot.name().equals(name)) {
        ValueReader.inRange(value.doubleValue(), slot.type(), name, value, slot);
        return;
      }
    }
    throw new IllegalArgumentException(type + " has no setting '" + name + "'");
  }

  static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static void describe(
      Class<?> type,
      String path,
      Map<String, Object> defaults,
      List<SettingDescription> descriptions) {
    for (Slot slot : Slot.all(type, defaults)) {
      Class<?> raw = slot.component().getType();
      String name = join(path, slot.name());
      if (slot.inlined()) {
        describe(raw, path, slot.innerDefaults(), descriptions);
      } else if (raw.isRecord() && !slot.hasDefault()) {
        describe(raw, name, Map.of(), descriptions);
      } else {
        descriptions.add(
            new SettingDescription(
                name,
                SettingType.words(slot.type()),
                slot.byDefault(),
                SettingType.range(slot),
                slot.meaning()));
      }
    }
  }

  private static <S extends Record> S construct(Class<S> type, Object[] arguments, String path) {
    Class<?>[] types = new Class<?>[arguments.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = type.getRecordComponents()[i].getType();
    }
    try {
      Constructor<S> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof UsageException
          || e.getCause() instanceof IllegalArgumentException) {
        throw new UsageException(
            (path.isEmpty() ? "" : "option '" + path + "': ") + e.getCause().getMessage(),
            e.getCause());
      }
      throw new IllegalStateException("cannot make " + type, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " is not a record that settings can be bound to", e);
    }
  }

  private static Object read(RecordComponent component, Record settings) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(settings);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  private static Object plain(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.map(Settings::plain).orElse(null);
    }
    if (value instanceof Entry entry) {
      return plain(entry.written());
    }
    if (value instanceof Record inner) {
      return values(inner);
    }
    if (value instanceof Enum<?> constant) {
      return Names.kebab(constant.name());
    }
    if (value instanceof Path file) {
      return file.toString();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Settings::plain).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, inner) -> copy.put((String) key, plain(inner)));
      return copy;
    }
    return value;
  }
}
