package org.heredity.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the state dict in what {@code torch.save} was given: that itself, or a training checkpoint
 * around it, under {@code state_dict}, {@code model_state_dict}, {@code model} or {@code net}.
 */
final class StateDictFinder {
  private static final List<String> KEYS =
      List.of("state_dict", "model_state_dict", "model", "net");
  private static final int MAX_DEPTH = 3;

  private final List<String> notes;

  /**
   * @param notes takes a sentence about everything that was passed over
   */
  StateDictFinder(List<String> notes) {
    this.notes = notes;
  }

  /**
   * The tensors in order.
   *
   * @throws CheckpointException if there is no state dict, or two tensors have one name
   */
  Map<String, TensorSpec> find(Object root) {
    if (!(root instanceof PickleDict outer)) {
      throw new CheckpointException(
          "the checkpoint is "
              + TorchGlobals.describe(root)
              + ", but a dict of tensors was expected: torch.save(model.state_dict(), path)");
    }
    PickleDict dict = outer;
    StringBuilder path = new StringBuilder();
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
      Optional<String> key = nested(dict);
      if (key.isEmpty()) {
        break;
      }
      dict = (PickleDict) dict.get(key.get());
      path.append(path.isEmpty() ? "" : ".").append(key.get());
    }
    if (!path.isEmpty()) {
      notes.add("the state dict is the checkpoint's '" + path + "'");
    }
    Map<String, TensorSpec> tensors = tensors(dict);
    if (tensors.isEmpty()) {
      throw new CheckpointException(
          "there are no tensors; the dict has the keys "
              + keys(dict)
              + ", and a state dict is looked for under "
              + String.join(", ", KEYS));
    }
    return tensors;
  }

  private static Optional<String> nested(PickleDict dict) {
    return KEYS.stream().filter(key -> dict.get(key) instanceof PickleDict).findFirst();
  }

  private Map<String, TensorSpec> tensors(PickleDict dict) {
    Map<String, TensorSpec> tensors = new LinkedHashMap<>();
    List<String> others = new ArrayList<>();
    for (Map.Entry<Object, Object> entry : dict.entries()) {
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
    if (!others.isEmpty() && !tensors.isEmpty()) {
      notes.add("entries that are no tensors were left out: " + Printable.list(others));
    }
    return tensors;
  }

  private static String keys(PickleDict dict) {
    return Printable.list(dict.entries().stream().map(StateDictFinder::keyOf).toList());
  }

  private static String keyOf(Map.Entry<Object, Object> entry) {
    return entry.getKey() instanceof String name ? name : TorchGlobals.describe(entry.getKey());
  }
}
