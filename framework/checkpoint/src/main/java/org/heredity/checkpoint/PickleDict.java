package org.heredity.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A pickled dict or OrderedDict: its entries as they were set. Keys are never hashed or compared,
 * so a hostile file gains nothing from nested or colliding ones.
 */
final class PickleDict {
  private List<Map.Entry<Object, Object>> entries = List.of();

  void set(Object key, Object value) {
    if (entries.isEmpty()) {
      entries = new ArrayList<>(4);
    }
    entries.add(Map.entry(key, value));
  }

  /** Entries in the order in which they were set; a key may come more than once. */
  List<Map.Entry<Object, Object>> entries() {
    return entries;
  }

  /** The value last set under the string {@code key}; null if there is none. */
  Object get(String key) {
    Object found = null;
    for (Map.Entry<Object, Object> entry : entries) {
      if (key.equals(entry.getKey())) {
        found = entry.getValue();
      }
    }
    return found;
  }
}
