package org.heredity.checkpoint;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the state dicts in what {@code torch.save} was given: that itself, those within a training
 * checkpoint, and the tensors of whole pickled networks.
 */
final class StateDictFinder {
  /** Where the state dict is, if a checkpoint holds several. */
  private static final List<String> KEYS =
      List.of("state_dict", "model_state_dict", "model", "net");

  private static final int MAX_DEPTH = 3;
  private static final int MAX_ENTRIES = 1 << 19;
  private static final int MAX_FOUND = 16;

  /**
   * A state dict.
   *
   * @param path the keys that lead to it, joined by dots; empty for what the file itself is
   * @param others keys of entries that are no tensors
   */
  record Found(String path, Map<String, TensorSpec> tensors, List<String> others) {}

  /**
   * What is in the file.
   *
   * @param chosen the one that is read
   * @param others those that are not
   */
  record Result(Found chosen, List<Found> others) {}

  private record Place(Object value, String path, int depth) {}

  private final List<String> notes;
  private final Optional<String> choice;

  /**
   * @param notes takes a sentence about everything that was passed over
   * @param choice the path of the one that is wanted; if there is none, it may yet be a prefix
   */
  StateDictFinder(List<String> notes, Optional<String> choice) {
    this.notes = notes;
    this.choice = choice;
  }

  /**
   * The tensors in order.
   *
   * @throws CheckpointException if there is no state dict, or two tensors have one name
   */
  Result find(Object root) {
    if (!(root instanceof PickleDict) && !PickledModule.is(root)) {
      throw new CheckpointException(
          "the checkpoint is "
              + TorchGlobals.describe(root)
              + ", but a dict of tensors was expected: torch.save(model.state_dict(), path)");
    }
    List<Place> places = all(root);
    Place place = choice.flatMap(path -> named(places, path)).orElseGet(() -> usual(root, places));
    List<Found> others = new ArrayList<>();
    for (Place other : places) {
      if (other.value != place.value) {
        others.add(read(other));
      }
    }
    Found chosen = read(place);
    if (!place.path.isEmpty()) {
      notes.add("the state dict is the checkpoint's " + Printable.quote(place.path));
    }
    if (!chosen.others.isEmpty()) {
      notes.add("entries that are no tensors were left out: " + Printable.list(chosen.others));
    }
    if (place.value instanceof InertObject module) {
      notes.add(
          "this is a whole pickled network, "
              + TorchGlobals.describe(module)
              + "; its tensors were taken, and none of its code was run");
    }
    return new Result(chosen, others);
  }

  private static Optional<Place> named(List<Place> places, String path) {
    return places.stream().filter(place -> place.path.equals(path)).findFirst();
  }

  /** As most programs name it, or else the only one. */
  private Place usual(Object root, List<Place> places) {
    Place at = new Place(root, "", 0);
    while (at.depth < MAX_DEPTH && at.value instanceof PickleDict dict) {
      Optional<String> key =
          KEYS.stream()
              .filter(k -> dict.get(k) instanceof PickleDict || PickledModule.is(dict.get(k)))
              .findFirst();
      if (key.isEmpty()) {
        break;
      }
      at = new Place(dict.get(key.get()), joined(at.path, key.get()), at.depth + 1);
    }
    Place found = at;
    if (places.stream().anyMatch(place -> place.value == found.value)) {
      return found;
    }
    if (places.size() == 1) {
      return places.get(0);
    }
    if (places.isEmpty()) {
      throw new CheckpointException(
          "there are no tensors; the dict has the keys "
              + (at.value instanceof PickleDict dict ? keys(dict) : "of a network without any")
              + ", and a state dict is looked for under "
              + String.join(", ", KEYS)
              + " and in every dict within");
    }
    throw new CheckpointException(
        "there are several state dicts, "
            + Printable.list(places.stream().map(Place::path).toList())
            + ", and none has a usual name ("
            + String.join(", ", KEYS)
            + "); choose one with --state-dict");
  }

  /**
   * Every dict that has tensors under names, and every network; what is nearer to the root first.
   */
  private static List<Place> all(Object root) {
    List<Place> found = new ArrayList<>();
    Deque<Place> ahead = new ArrayDeque<>(List.of(new Place(root, "", 0)));
    int entries = 0;
    while (!ahead.isEmpty() && found.size() < MAX_FOUND) {
      Place place = ahead.remove();
      if (PickledModule.is(place.value)) {
        if (!PickledModule.tensors((InertObject) place.value).isEmpty()) {
          addOnce(found, place);
        }
        continue;
      }
      for (PickleDict dict : dicts(place.value)) {
        boolean tensors = false;
        for (Map.Entry<Object, Object> entry : dict.entries()) {
          if (++entries > MAX_ENTRIES) {
            return found;
          }
          if (!(entry.getKey() instanceof String key)) {
            continue;
          }
          tensors |= entry.getValue() instanceof TensorSpec;
          if (place.depth < MAX_DEPTH
              && (entry.getValue() instanceof PickleDict
                  || entry.getValue() instanceof InertObject)) {
            ahead.add(new Place(entry.getValue(), joined(place.path, key), place.depth + 1));
          }
        }
        if (tensors) {
          addOnce(found, new Place(dict, place.path, place.depth));
        }
      }
    }
    return found;
  }

  private static void addOnce(List<Place> found, Place place) {
    if (found.stream().noneMatch(other -> other.value == place.value)) {
      found.add(place);
    }
  }

  /** The dicts in which an object keeps things: itself, or its entries and attributes. */
  private static List<PickleDict> dicts(Object value) {
    if (value instanceof PickleDict dict) {
      return List.of(dict);
    }
    if (value instanceof InertObject object) {
      return object.state() instanceof PickleDict attributes
          ? List.of(object.entries(), attributes)
          : List.of(object.entries());
    }
    return List.of();
  }

  private static String joined(String path, String key) {
    String shown = Printable.shortened(key);
    return path.isEmpty() ? shown : path + "." + shown;
  }

  private static Found read(Place place) {
    if (place.value instanceof InertObject module) {
      return new Found(place.path, PickledModule.tensors(module), List.of());
    }
    Map<String, TensorSpec> tensors = new LinkedHashMap<>();
    List<String> others = new ArrayList<>();
    for (Map.Entry<Object, Object> entry : ((PickleDict) place.value).entries()) {
      if (entry.getKey() instanceof String name && entry.getValue() instanceof TensorSpec tensor) {
        if (tensors.size() == TensorAllocator.MAX_TENSORS) {
          throw new CheckpointException(
              "there are over " + TensorAllocator.MAX_TENSORS + " tensors; that is refused");
        }
        if (tensors.put(name, tensor) != null) {
          throw new CheckpointException(
              "tensor " + Printable.quote(name) + " comes twice; the file is damaged");
        }
      } else {
        others.add(keyOf(entry));
      }
    }
    return new Found(place.path, tensors, others);
  }

  private static String keys(PickleDict dict) {
    return Printable.list(dict.entries().stream().map(StateDictFinder::keyOf).toList());
  }

  private static String keyOf(Map.Entry<Object, Object> entry) {
    return entry.getKey() instanceof String name ? name : TorchGlobals.describe(entry.getKey());
  }
}
