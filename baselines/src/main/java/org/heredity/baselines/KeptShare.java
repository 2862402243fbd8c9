package org.heredity.baselines;

import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.engine.LiveWeights;
import org.heredity.engine.MaskSearch;
import org.heredity.engine.NetworkSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The share of weights that a search keeps, of those that ever meet the image ({@link
 * LiveWeights}). The others fall together after some 25 steps, for nothing but the penalty moves
 * them; where they are many, a threshold on all weights would end the search before it has removed
 * anything that matters.
 */
final class KeptShare {
  private final Map<String, INDArray> positions = new LinkedHashMap<>();
  private boolean allLive = true;

  /**
   * For one network.
   *
   * @param liveOnly false to count all weights, as published; the same at the papers' image size
   */
  KeptShare(NetworkSpec spec, boolean liveOnly) {
    if (liveOnly) {
      positions.putAll(LiveWeights.positions(spec));
      allLive =
          positions.values().stream()
              .allMatch(live -> live.sumNumber().longValue() == live.length());
    }
  }

  /** The share that the search keeps now. */
  double of(MaskSearch search) {
    if (allLive) {
      return search.kept();
    }
    Map<String, INDArray> mask = search.mask();
    try {
      return of(mask);
    } finally {
      mask.values().forEach(INDArray::close);
    }
  }

  /** The share that a mask keeps, by weight's name. */
  double of(Map<String, INDArray> mask) {
    double kept = 0;
    double total = 0;
    for (Map.Entry<String, INDArray> entry : mask.entrySet()) {
      INDArray tensor = entry.getValue();
      INDArray live = positions.get(entry.getKey());
      if (live == null) {
        kept += tensor.sumNumber().doubleValue();
        total += tensor.length();
      } else {
        try (INDArray met = tensor.mul(live)) {
          kept += met.sumNumber().doubleValue();
        }
        total += live.sumNumber().doubleValue() * tensor.size(0) * tensor.size(1);
      }
    }
    return kept / total;
  }
}
