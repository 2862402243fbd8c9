package org.heredity.checkpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Compares a state dict with what a network expects; see {@link StateDict#fit}. */
final class StateDictFitter {
  /** How many batches a batch norm has seen; unused, and absent before PyTorch 0.4.1. */
  private static final String COUNTER = ".num_batches_tracked";

  private final Map<String, long[]> expected;
  private final String head;
  private final List<String> missing = new ArrayList<>();
  private final List<String> unexpected = new ArrayList<>();
  private final List<String> misshapen = new ArrayList<>();
  private boolean headDiffers;

  /**
   * @param head the module whose tensors may differ; null if none may
   */
  StateDictFitter(Map<String, long[]> expected, String head) {
    this.expected = expected;
    this.head = head;
  }

  StateDict fit(StateDict given) {
    Map<String, INDArray> fitting = new LinkedHashMap<>();
    for (Map.Entry<String, long[]> entry : expected.entrySet()) {
      String name = entry.getKey();
      if (given.contains(name)) {
        INDArray tensor = given.get(name);
        if (!name.endsWith(COUNTER) || tensor.length() != 1) {
          compare(name, entry.getValue(), tensor.shape());
        }
        fitting.put(name, tensor);
      } else if (name.endsWith(COUNTER)) {
        fitting.put(name, Nd4j.scalar(DataType.INT64, 0));
      } else {
        fault(missing, name, "missing");
      }
    }
    for (String name : given.names()) {
      if (!expected.containsKey(name) && !name.endsWith(COUNTER)) {
        fault(unexpected, name, "unexpected");
      }
    }
    if (!missing.isEmpty() || !unexpected.isEmpty() || !misshapen.isEmpty()) {
      throw new CheckpointException(faults(given));
    }
    if (headDiffers) {
      fitting.keySet().removeIf(this::inHead);
    }
    return StateDict.of(fitting);
  }

  int fitting(StateDict given) {
    int count = 0;
    for (Map.Entry<String, long[]> entry : expected.entrySet()) {
      String name = entry.getKey();
      boolean fits =
          given.contains(name)
              && (Arrays.equals(entry.getValue(), given.get(name).shape())
                  || name.endsWith(COUNTER) && given.get(name).length() == 1);
      count += fits ? 1 : 0;
    }
    return count;
  }

  private void compare(String name, long[] wanted, long[] came) {
    if (!Arrays.equals(wanted, came)) {
      fault(misshapen, name, Arrays.toString(came) + " instead of " + Arrays.toString(wanted));
    }
  }

  private void fault(List<String> kind, String name, String what) {
    if (inHead(name)) {
      headDiffers = true;
    } else {
      kind.add(Printable.quote(name) + (kind == misshapen ? " is " + what : ""));
    }
  }

  private boolean inHead(String name) {
    return head != null && name.startsWith(head + ".");
  }

  private String faults(StateDict given) {
    StringBuilder text =
        new StringBuilder(
                "the checkpoint's " + given.size() + " tensors do not fit the network, which has ")
            .append(expected.size())
            .append(": ")
            .append(fitting(given))
            .append(" fit");
    append(text, "missing", missing);
    append(text, "unexpected", unexpected);
    append(text, "of another shape", misshapen);
    return text.append(". Name the architecture and width that the checkpoint was made for")
        .toString();
  }

  private static void append(StringBuilder text, String what, List<String> faults) {
    if (!faults.isEmpty()) {
      text.append("; ").append(faults.size()).append(' ').append(what).append(": ");
      text.append(Printable.lines(faults));
    }
  }
}
