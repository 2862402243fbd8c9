package org.heredity.api.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Settings given on the command line, put into what was read from a file. */
public final class Overrides {
  private static final Pattern STEP = Pattern.compile("([A-Za-z][\\w-]*)((?:\\[\\d{1,4}])*)");

  private Overrides() {}

  /**
   * A copy of {@code document} in which every assignment holds.
   *
   * @param document as {@link YamlDocument} reads it; left as it is
   * @param assignments such as {@code training-scale=0.05} or {@code methods[2].seam.alpha=0.4}: a
   *     path of names and list positions from 0, then a value as in YAML; missing maps are made,
   *     list items are not
   * @return the copy
   * @throws UsageException if one is no assignment or its path leads nowhere
   */
  public static Map<String, Object> apply(Map<String, Object> document, List<String> assignments) {
    Map<String, Object> result = copy(document);
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      if (equals < 1) {
        throw new UsageException(
            "--set expects NAME=VALUE, such as training-scale=0.05, got '" + assignment + "'");
      }
      String path = assignment.substring(0, equals);
      set(result, steps(path), YamlDocument.value(assignment.substring(equals + 1)), path);
    }
    return result;
  }

  private static List<Object> steps(String path) {
    List<Object> steps = new ArrayList<>();
    for (String part : path.split("\\.", -1)) {
      Matcher step = STEP.matcher(part);
      if (!step.matches()) {
        throw new UsageException(
            "--set "
                + path
                + ": '"
                + part
                + "' is not a name; write a path such as methods[2].seam.alpha");
      }
      steps.add(step.group(1));
      for (String index : step.group(2).replace("[", "").split("]")) {
        if (!index.isEmpty()) {
          steps.add(Integer.valueOf(index));
        }
      }
    }
    return steps;
  }

  private static void set(
      Map<String, Object> document, List<Object> steps, Object value, String path) {
    Object here = document;
    for (int i = 0; i < steps.size(); i++) {
      boolean last = i == steps.size() - 1;
      if (steps.get(i) instanceof Integer index) {
        List<Object> list = list(here, index, path);
        if (last) {
          list.set(index, value);
        } else {
          here = inner(list.get(index), steps.get(i + 1), made -> list.set(index, made));
        }
      } else {
        String name = (String) steps.get(i);
        Map<String, Object> map = map(here, name, path);
        if (last) {
          map.put(name, value);
        } else {
          here = inner(map.get(name), steps.get(i + 1), made -> map.put(name, made));
        }
      }
    }
  }

  /** What the next step enters. A method without settings, a mere name, becomes a map of it. */
  private static Object inner(Object found, Object next, Consumer<Object> put) {
    if (next instanceof Integer || found instanceof Map<?, ?> || found instanceof List<?>) {
      return found;
    }
    Map<String, Object> made = new LinkedHashMap<>();
    if (found != null && !found.equals(next)) {
      return found;
    }
    put.accept(made);
    return made;
  }

  @SuppressWarnings("unchecked") // copy() makes every map one of text to object
  private static Map<String, Object> map(Object here, String name, String path) {
    if (here instanceof Map<?, ?>) {
      return (Map<String, Object>) here;
    }
    throw new UsageException(
        "--set " + path + ": there is no '" + name + "' to set, what it is part of is no map");
  }

  @SuppressWarnings("unchecked") // copy() makes every list one of objects
  private static List<Object> list(Object here, int index, String path) {
    if (here instanceof List<?> list && index < list.size()) {
      return (List<Object>) list;
    }
    throw new UsageException(
        "--set "
            + path
            + ": there is no item ["
            + index
            + "]; "
            + (here instanceof List<?> list
                ? "the list has " + list.size() + ", counted from 0"
                : "it is not part of a list"));
  }

  private static Map<String, Object> copy(Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(String.valueOf(key), copyValue(value)));
    return copy;
  }

  private static Object copyValue(Object value) {
    if (value instanceof Map<?, ?> map) {
      return copy(map);
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(item -> copy.add(copyValue(item)));
      return copy;
    }
    return value;
  }
}
