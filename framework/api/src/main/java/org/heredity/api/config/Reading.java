package org.heredity.api.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How settings are read.
 *
 * @param base where relative paths start
 * @param notes is told of names that have become others
 * @param entries readers of list items, by the items' type
 */
public record Reading(Path base, Consumer<String> notes, Map<Class<?>, EntryReader> entries) {
  /**
   * Copies {@code entries}.
   *
   * @param base where relative paths start
   * @param notes is told of names that have become others
   * @param entries readers of list items, by the items' type
   */
  public Reading {
    entries = Map.copyOf(entries);
  }

  /**
   * Paths stay as they are written, nobody is told anything.
   *
   * @return how plain values are read
   */
  public static Reading plain() {
    return new Reading(Path.of(""), note -> {}, Map.of());
  }

  /**
   * Paths start at a folder.
   *
   * @param base the folder
   * @param notes is told of names that have become others
   * @return how the settings of a file in {@code base} are read
   */
  public static Reading from(Path base, Consumer<String> notes) {
    return new Reading(base, notes, Map.of());
  }

  /**
   * The same, with values and list items of a type read by a reader of its own.
   *
   * @param type the items' type
   * @param reader what reads them
   * @return another; this one stays as it is
   */
  public Reading with(Class<?> type, EntryReader reader) {
    Map<Class<?>, EntryReader> all = new LinkedHashMap<>(entries);
    all.put(type, reader);
    return new Reading(base, notes, all);
  }
}
