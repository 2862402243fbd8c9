package org.heredity.api.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.engine.LiveWeights;
import org.heredity.engine.MaskSearch;
import org.heredity.engine.NetworkSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The share of weights that a mask retains, of all or only of those that ever meet the image
 * ({@link LiveWeights}). In a search the others are removed together after some 25 steps, because
 * only the penalty moves them; where they are many, a threshold on all weights would end the search
 * before it has removed anything that matters. Immutable and safe for concurrent use.
 */
public final class RetainedShare {
  private final Map<String, INDArray> positions = new LinkedHashMap<>();
  private final boolean allLive;

  /**
   * For masks over one network.
   *
   * @param spec the network
   * @param liveOnly false to count all weights, as SEAM published it; the same at the papers' image
   *     size of 224 x 224
   */
  public RetainedShare(NetworkSpec spec, boolean liveOnly) {
    if (liveOnly) {
      positions.putAll(LiveWeights.positions(spec));
    }
    allLive =
        positions.values().stream().allMatch(live -> live.sumNumber().longValue() == live.length());
  }

  /**
   * The share that a search retains now.
   *
   * @param search over that network, at least one step old
   * @return from 0 to 1
   */
  public double of(MaskSearch search) {
    if (allLive) {
      return search.retained();
    }
    Map<String, INDArray> mask = search.mask();
    try {
      return of(mask);
    } finally {
      mask.values().forEach(INDArray::close);
    }
  }

  /**
   * The share that a mask retains.
   *
   * @param mask by weight's name, shaped like the weight: 1 where it is retained, else 0
   * @return from 0 to 1; NaN of an empty mask
   */
  public double of(Map<String, INDArray> mask) {
    double retained = 0;
    double total = 0;
    for (Map.Entry<String, INDArray> entry : mask.entrySet()) {
      INDArray tensor = entry.getValue();
      INDArray live = positions.get(entry.getKey());
      if (live == null) {
        retained += tensor.sumNumber().doubleValue();
        total += tensor.length();
      } else {
        try (INDArray met = tensor.mul(live)) {
          retained += met.sumNumber().doubleValue();
        }
        total += live.sumNumber().doubleValue() * tensor.size(0) * tensor.size(1);
      }
    }
    return retained / total;
  }
}
