package org.heredity.pipeline.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.config.EntryReader;
import org.heredity.api.config.UsageException;

/**
 * Reads the methods or the attacks of one suite: a name, or a name with settings, with a label
 * beside it to tell two apart, or a sweep of one setting over several values. Remembers labels; not
 * thread-safe.
 */
final class NamedEntries implements EntryReader {
  static final String LABEL = "label";
  private static final String SWEEP = "sweep";

  private final Maker maker;
  private final Map<String, String> labels = new HashMap<>();

  /** Makes one entry of a name and its settings. */
  @FunctionalInterface
  interface Maker {
    /**
     * Looks the name up and binds the settings.
     *
     * @param path where the entry stands, such as {@code methods[2]}, for messages
     */
    Object make(String label, String name, Map<String, Object> settings, String path);
  }

  NamedEntries(Maker maker) {
    this.maker = maker;
  }

  /** An entry as {@link #read} takes it. */
  static Map<String, Object> written(String label, String name, Map<String, Object> settings) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put(name, settings);
    if (!label.equals(name)) {
      entry.put(LABEL, label);
    }
    return entry;
  }

  /** What was written as a map of text to anything. */
  static Map<String, Object> map(Object value, String path) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new UsageException(
          "option '" + path + "': expected a name or a map of settings, got '" + value + "'");
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, inner) -> copy.put(String.valueOf(key), inner));
    return copy;
  }

  @Override
  public List<Object> read(Object given, String path) {
    Map<String, Object> item =
        given instanceof String name
            ? new LinkedHashMap<>(Map.of(name, Map.of()))
            : map(given, path);
    Object label = item.remove(LABEL);
    Object sweep = item.remove(SWEEP);
    if (item.size() != 1) {
      throw new UsageException(
          "option '"
              + path
              + "': expected one name with its settings, such as {seam: {alpha: 0.5}}, got "
              + item.keySet());
    }
    String name = item.keySet().iterator().next();
    Object inner = item.get(name);
    Map<String, Object> settings = inner == null ? Map.of() : map(inner, path + "." + name);
    String shown = label == null ? name : String.valueOf(label);
    Map<String, Map<String, Object>> variants =
        sweep == null ? Map.of(shown, settings) : swept(shown, settings, sweep, path + "." + SWEEP);
    List<Object> entries = new ArrayList<>();
    variants.forEach(
        (unique, own) -> {
          Object made = maker.make(unique, name, own, path);
          requireUnique(unique, name, path);
          entries.add(made);
        });
    return entries;
  }

  /** Notes a label; refuses one that there is already. */
  void requireUnique(String label, String name, String path) {
    String earlier = labels.putIfAbsent(label, path);
    if (earlier != null) {
      throw new UsageException(
          "options '"
              + earlier
              + "' and '"
              + path
              + "' are both called '"
              + label
              + "'; give one a label, such as {label: "
              + label
              + "-2, "
              + name
              + ": {…}}");
    }
  }

  /** By label the settings of each value of a sweep, such as {@code {alpha: [0.3, 0.5]}}. */
  private static Map<String, Map<String, Object>> swept(
      String label, Map<String, Object> settings, Object sweep, String path) {
    if (!(sweep instanceof Map<?, ?> one)
        || one.size() != 1
        || !(one.values().iterator().next() instanceof List<?> values)
        || values.isEmpty()) {
      throw new UsageException(
          "option '"
              + path
              + "': expected one setting with a list of values, such as"
              + " {prune-threshold: [0.3, 0.5, 0.7]}, got '"
              + sweep
              + "'");
    }
    String swept = String.valueOf(one.keySet().iterator().next());
    if (settings.containsKey(swept)) {
      throw new UsageException(
          "option '" + path + "': '" + swept + "' is set beside it, too; leave out one of the two");
    }
    Map<String, Map<String, Object>> variants = new LinkedHashMap<>();
    for (Object value : values) {
      Map<String, Object> own = new LinkedHashMap<>(settings);
      own.put(swept, value);
      String name = label + "-" + String.valueOf(value).replaceAll("[^A-Za-z0-9._-]", "-");
      if (variants.put(name, own) != null) {
        throw new UsageException("option '" + path + "': the value " + value + " is there twice");
      }
    }
    return variants;
  }
}
