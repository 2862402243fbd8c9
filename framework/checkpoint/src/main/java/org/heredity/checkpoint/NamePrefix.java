package org.heredity.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes of several networks in one state dict that whose tensors' names start in the same way. */
final class NamePrefix {
  private NamePrefix() {}

  /**
   * The tensors whose names start with {@code choice} and a dot, without it; all if there is no
   * choice.
   *
   * @param paths the state dicts in the file, for the error
   * @param notes takes a sentence about what was left out
   * @throws CheckpointException if no name starts so
   */
  static <T> Map<String, T> chosen(
      Map<String, T> tensors, Optional<String> choice, List<String> paths, List<String> notes) {
    if (choice.isEmpty()) {
      return tensors;
    }
    String prefix = choice.get().endsWith(".") ? choice.get() : choice.get() + ".";
    Map<String, T> chosen = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix) && name.length() > prefix.length()) {
            chosen.put(name.substring(prefix.length()), tensor);
          }
        });
    if (chosen.isEmpty()) {
      throw new CheckpointException(
          "there is no state dict "
              + Printable.quote(choice.get())
              + "; there "
              + (paths.isEmpty() ? "is one only" : "are " + Printable.list(paths))
              + ", and no tensor's name starts with "
              + Printable.quote(prefix)
              + ", but with such as "
              + Printable.list(tensors.keySet().stream().limit(2).toList()));
    }
    notes.add(
        "of "
            + tensors.size()
            + " tensors the "
            + chosen.size()
            + " were chosen whose names start with "
            + Printable.quote(prefix));
    return chosen;
  }
}
