package org.heredity.api.config;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A component of a settings record, as it stands to be set.
 *
 * @param component of the record
 * @param name in kebab case
 * @param meaning as {@link Setting#value} says it; empty if it does not
 * @param byDefault as in YAML; empty if there is none
 * @param min the least value, of numbers
 * @param max the greatest
 */
record Slot(
    RecordComponent component,
    String name,
    String meaning,
    String byDefault,
    double min,
    double max) {
  /**
   * A component.
   *
   * @param defaults that stand in place of the component's own, by name
   */
  static Slot of(RecordComponent component, Map<String, Object> defaults) {
    String name = Names.kebab(component.getName());
    Setting setting = component.getAnnotation(Setting.class);
    if (setting == null) {
      double any = Double.POSITIVE_INFINITY;
      return new Slot(component, name, "", "", -any, any);
    }
    Object other = defaults.get(name);
    return new Slot(
        component,
        name,
        setting.value(),
        other == null ? setting.byDefault() : other.toString(),
        setting.min(),
        setting.max());
  }

  /** The components of a record, in order. */
  static List<Slot> all(Class<?> type, Map<String, Object> defaults) {
    List<Slot> slots = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      slots.add(of(component, defaults));
    }
    return slots;
  }

  /** What users can set: the slots of a record, in place of inlined records theirs. */
  static List<String> names(Class<?> type) {
    List<String> names = new ArrayList<>();
    for (Slot slot : all(type, Map.of())) {
      if (slot.inlined()) {
        names.addAll(names(slot.component.getType()));
      } else {
        names.add(slot.name);
      }
    }
    return names;
  }

  /** By the name that a setting had in an earlier version the one it has; likewise. */
  static Map<String, String> formerNames(Class<?> type) {
    Map<String, String> former = new LinkedHashMap<>();
    for (Slot slot : all(type, Map.of())) {
      Setting setting = slot.component.getAnnotation(Setting.class);
      if (slot.inlined()) {
        former.putAll(formerNames(slot.component.getType()));
      } else if (setting != null && !setting.formerly().isEmpty()) {
        former.put(setting.formerly(), slot.name);
      }
    }
    return former;
  }

  Type type() {
    return component.getGenericType();
  }

  /** Whether a smaller number is weaker; only where there is a default to compare with. */
  boolean strength() {
    Setting setting = component.getAnnotation(Setting.class);
    return setting != null && setting.strength() && hasDefault();
  }

  boolean hasDefault() {
    return !byDefault.isEmpty();
  }

  /** Whether its own settings stand in its place. */
  boolean inlined() {
    return component.isAnnotationPresent(Inlined.class);
  }

  /**
   * The defaults that it sets for an inlined record.
   *
   * @throws IllegalStateException if that has no such settings
   */
  Map<String, Object> innerDefaults() {
    Map<String, Object> defaults =
        YamlDocument.map(component.getAnnotation(Inlined.class).value(), "'@Inlined'");
    if (!names(component.getType()).containsAll(defaults.keySet())) {
      throw new IllegalStateException(component + " sets defaults of other settings: " + defaults);
    }
    return defaults;
  }
}
