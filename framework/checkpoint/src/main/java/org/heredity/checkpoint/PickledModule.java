package org.heredity.checkpoint;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network that was pickled whole, {@code torch.save(model, path)}: an object whose attributes
 * hold its parameters, buffers and modules, whatever its class. Its code is not in the file, and is
 * not needed: the tensors are what {@code state_dict()} would give.
 */
final class PickledModule {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_MODULES = 1 << 16;
  private static final int MAX_NAMES = 16 << 20;
  private static final int MAX_ENTRIES = 1 << 20;

  /** Beyond this many attributes an object is no network: a file may have a million of those. */
  private static final int MAX_ATTRIBUTES = 256;

  private record Place(Object module, String prefix, int depth) {}

  private final Map<String, TensorSpec> tensors = new LinkedHashMap<>();
  private int characters;
  private int entries;

  private PickledModule() {}

  static boolean is(Object value) {
    return value instanceof InertObject object
        && attributes(object).get("_modules") != null
        && attributes(object).get("_parameters") != null;
  }

  /**
   * In the order of {@code state_dict()}.
   *
   * @throws CheckpointException if it has more tensors or deeper nesting than any network
   */
  static Map<String, TensorSpec> tensors(InertObject module) {
    PickledModule reader = new PickledModule();
    reader.read(module);
    return reader.tensors;
  }

  private void read(InertObject root) {
    Deque<Place> ahead = new ArrayDeque<>(List.of(new Place(root, "", 0)));
    int modules = 0;
    while (!ahead.isEmpty()) {
      Place place = ahead.pop();
      if (++modules > MAX_MODULES || place.depth > MAX_DEPTH) {
        throw tooLarge();
      }
      PickleDict attributes = attributes((InertObject) place.module);
      take(place.prefix, attributes.get("_parameters"), Set.of());
      take(
          place.prefix,
          attributes.get("_buffers"),
          strings(attributes.get("_non_persistent_buffers_set")));
      // Depth first, in their order: what is pushed last comes first.
      List<Map.Entry<Object, Object>> children = entries(attributes.get("_modules"));
      for (int i = children.size() - 1; i >= 0; i--) {
        if (children.get(i).getKey() instanceof String name && is(children.get(i).getValue())) {
          ahead.push(
              new Place(
                  children.get(i).getValue(), name(place.prefix, name) + ".", place.depth + 1));
        }
      }
    }
  }

  private void take(String prefix, Object from, Set<String> except) {
    for (Map.Entry<Object, Object> entry : entries(from)) {
      if (entry.getKey() instanceof String name
          && entry.getValue() instanceof TensorSpec tensor
          && !except.contains(name)) {
        tensors.put(name(prefix, name), tensor);
        if (tensors.size() > TensorAllocator.MAX_TENSORS) {
          throw tooLarge();
        }
      }
    }
  }

  /** The same string may come again and again in a file, but not here: each name is a new one. */
  private String name(String prefix, String name) {
    characters += prefix.length() + name.length();
    if (characters > MAX_NAMES) {
      throw tooLarge();
    }
    return prefix + name;
  }

  private static CheckpointException tooLarge() {
    return new CheckpointException(
        "the pickled network has over "
            + MAX_MODULES
            + " modules or tensors, or is nested without end; that is refused. "
            + TorchGlobals.ADVICE);
  }

  private static PickleDict attributes(InertObject object) {
    Object state = object.state();
    if (state instanceof List<?> pair && !pair.isEmpty()) {
      state = pair.get(0);
    }
    return state instanceof PickleDict dict && dict.entries().size() <= MAX_ATTRIBUTES
        ? dict
        : new PickleDict();
  }

  /** A dict may be that of many modules, and is looked through each time. */
  private List<Map.Entry<Object, Object>> entries(Object value) {
    if (!(value instanceof PickleDict dict)) {
      return List.of();
    }
    entries += dict.entries().size();
    if (entries < 0 || entries > MAX_ENTRIES) {
      throw tooLarge();
    }
    return dict.entries();
  }

  private static Set<String> strings(Object set) {
    List<?> items = List.of();
    if (set instanceof PickleMachine.PickleList list) {
      items = list.items();
    } else if (set instanceof InertObject made
        && !made.arguments().isEmpty()
        && made.arguments().get(0) instanceof PickleMachine.PickleList list) {
      items = list.items();
    }
    Set<String> strings = new HashSet<>();
    items.forEach(
        item -> {
          if (item instanceof String text) {
            strings.add(text);
          }
        });
    return Collections.unmodifiableSet(strings);
  }
}
