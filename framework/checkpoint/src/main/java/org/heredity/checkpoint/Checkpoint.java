package org.heredity.checkpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What was read from a checkpoint, and what was done to get it. Immutable.
 *
 * @param format such as {@code PyTorch zip}
 * @param tensors under the names that a bare model has, of the types that the file has
 * @param metadata of the file, in its order; empty where the format has none
 * @param notes sentences about what was looked up, stripped or left out, for the user
 */
public record Checkpoint(
    String format, StateDict tensors, Map<String, String> metadata, List<String> notes) {
  /** Prefixes of every name that wrappers leave: (distributed) data parallel, torch.compile. */
  private static final List<String> WRAPPERS = List.of("module.", "_orig_mod.");

  private static final int MAX_WRAPPERS = 4;

  public Checkpoint {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    notes = List.copyOf(notes);
  }

  /** Strips what wrappers put before the names. */
  static Checkpoint of(
      String format,
      Map<String, INDArray> tensors,
      Map<String, String> metadata,
      List<String> notes) {
    List<String> all = new ArrayList<>(notes);
    Map<String, INDArray> bare = tensors;
    for (int i = 0; i < MAX_WRAPPERS && wrapper(bare).isPresent(); i++) {
      String prefix = wrapper(bare).get();
      bare = without(prefix, bare);
      all.add("the prefix '" + prefix + "' was stripped from every name");
    }
    bare = unwrapParts(bare, all);
    TreeSet<String> types = new TreeSet<>();
    for (INDArray tensor : bare.values()) {
      if (tensor.dataType().isFPType()) {
        ElementType.of(tensor.dataType()).ifPresent(type -> types.add(type.torch()));
      }
    }
    if (!types.isEmpty() && !types.equals(Collections.singleton("float32"))) {
      all.add("the weights are " + String.join(" and ", types));
    }
    return new Checkpoint(format, StateDict.of(bare), metadata, all);
  }

  /** Some wrap a part alone, as VGG's features: {@code features.module.0.weight}. */
  private static Map<String, INDArray> unwrapParts(
      Map<String, INDArray> tensors, List<String> notes) {
    Set<String> wrapped = new LinkedHashSet<>();
    Set<String> bare = new HashSet<>();
    for (String name : tensors.keySet()) {
      int dot = name.indexOf('.');
      if (dot > 0) {
        String part = name.substring(0, dot + 1);
        (name.startsWith(part + WRAPPERS.get(0)) ? wrapped : bare).add(part);
      }
    }
    wrapped.removeAll(bare);
    if (wrapped.isEmpty()) {
      return tensors;
    }
    Map<String, INDArray> stripped = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          String part = name.substring(0, name.indexOf('.') + 1);
          int from = wrapped.contains(part) ? part.length() + WRAPPERS.get(0).length() : -1;
          stripped.put(from < 0 ? name : part + name.substring(from), tensor);
        });
    notes.add("'module.' was stripped behind " + Printable.list(wrapped));
    return stripped;
  }

  /** As {@link #of}, of the wrappers of every name alone. */
  static <T> Map<String, T> bare(Map<String, T> tensors) {
    Map<String, T> bare = tensors;
    for (int i = 0; i < MAX_WRAPPERS && wrapper(bare).isPresent(); i++) {
      bare = without(wrapper(bare).get(), bare);
    }
    return bare;
  }

  private static <T> Map<String, T> without(String prefix, Map<String, T> tensors) {
    Map<String, T> stripped = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> stripped.put(name.substring(prefix.length()), tensor));
    return stripped;
  }

  private static Optional<String> wrapper(Map<String, ?> tensors) {
    return tensors.isEmpty()
        ? Optional.empty()
        : WRAPPERS.stream()
            .filter(
                prefix ->
                    tensors.keySet().stream()
                        .allMatch(n -> n.startsWith(prefix) && n.length() > prefix.length()))
            .findFirst();
  }
}
