package org.heredity.engine.naming;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Finds a head that is called otherwise. */
final class Heads {
  private static final String WEIGHT = ".weight";

  /** One linear layer, perhaps within a Sequential with its dropout. */
  private static final Pattern NAME =
      Pattern.compile(
          "(fc|classifier|classification_head|cls_head|linear|head|last_linear|logits|out|output"
              + "|output_layer|final|dense|probe)(\\.\\d+|\\.fc|\\.linear)?");

  private Heads() {}

  /**
   * The module, with its dots, of the only linear layer that may be the head.
   *
   * @param tensors under their names in the file
   * @param prefix of the network; a head lies behind it or behind what it starts with
   * @param features that the head takes
   */
  static Optional<String> find(Map<String, INDArray> tensors, String prefix, long features) {
    List<String> found = new ArrayList<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.endsWith(WEIGHT) && usable(tensor) && tensor.size(1) == features) {
            String module = name.substring(0, name.length() - WEIGHT.length());
            if (beside(module, prefix) && alone(tensors, module)) {
              found.add(module + ".");
            }
          }
        });
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  /** A weight of two dimensions, to two classes or more. */
  static boolean usable(INDArray weight) {
    return weight.rank() == 2 && weight.size(0) >= Outline.FEWEST;
  }

  private static boolean beside(String module, String prefix) {
    String parent = prefix;
    while (true) {
      if (module.startsWith(parent) && NAME.matcher(module.substring(parent.length())).matches()) {
        return true;
      }
      if (parent.isEmpty()) {
        return false;
      }
      parent = parent.substring(0, parent.lastIndexOf('.', parent.length() - 2) + 1);
    }
  }

  /** Whether no other layer shares its Sequential: two linear layers are no head of one. */
  private static boolean alone(Map<String, INDArray> tensors, String module) {
    int dot = module.lastIndexOf('.');
    if (dot < 0 || !Character.isDigit(module.charAt(dot + 1))) {
      return true;
    }
    String sequential = module.substring(0, dot + 1);
    if (sequential.chars().allMatch(c -> c == '.' || Character.isDigit(c))) {
      return true;
    }
    return tensors.keySet().stream()
        .noneMatch(name -> name.startsWith(sequential) && !name.startsWith(module + "."));
  }
}
