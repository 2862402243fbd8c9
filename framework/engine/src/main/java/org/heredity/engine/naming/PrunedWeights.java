package org.heredity.engine.naming;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What torch's pruning leaves: {@code weight_orig} and {@code weight_mask} instead of {@code
 * weight}, which is their product.
 */
final class PrunedWeights {
  private static final String ORIGINAL = "_orig";
  private static final String MASK = "_mask";

  private PrunedWeights() {}

  /**
   * The tensors, products in place of the originals; the same map if nothing is pruned.
   *
   * @param steps takes a phrase about it
   */
  static Map<String, INDArray> multiplied(Map<String, INDArray> tensors, List<String> steps) {
    Map<String, INDArray> plain = new LinkedHashMap<>();
    int count = 0;
    double weights = 0;
    double retained = 0;
    for (Map.Entry<String, INDArray> entry : tensors.entrySet()) {
      String name = entry.getKey();
      if (masked(tensors, name, ORIGINAL)) {
        INDArray mask = tensors.get(base(name, ORIGINAL) + MASK).castTo(DataType.FLOAT);
        plain.put(base(name, ORIGINAL), entry.getValue().castTo(DataType.FLOAT).mul(mask));
        count++;
        weights += mask.length();
        retained += mask.sumNumber().doubleValue();
      } else if (!masked(tensors, name, MASK)) {
        plain.put(name, entry.getValue());
      }
    }
    if (count == 0) {
      return tensors;
    }
    steps.add(
        String.format(
            Locale.ROOT,
            "%d tensors are 'weight_orig' times 'weight_mask' of torch's pruning, which removed "
                + "%.1f %% of their weights",
            count,
            100 * (1 - retained / weights)));
    return plain;
  }

  private static boolean masked(Map<String, INDArray> tensors, String name, String suffix) {
    if (!name.endsWith(suffix)) {
      return false;
    }
    INDArray original = tensors.get(base(name, suffix) + ORIGINAL);
    INDArray mask = tensors.get(base(name, suffix) + MASK);
    return original != null
        && mask != null
        && !tensors.containsKey(base(name, suffix))
        && Arrays.equals(original.shape(), mask.shape());
  }

  private static String base(String name, String suffix) {
    return name.substring(0, name.length() - suffix.length());
  }
}
