package org.heredity.baselines;

import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.api.method.Reuse;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.LiveWeights;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A control that the papers lack: a mask that removes as many weights of each layer as another, but
 * which ones is drawn by the student's seed. Where its student inherits as little, it is not the
 * relevance of the weights that matters, only that some were removed.
 *
 * <p>Weights that meet the image somewhere ({@link LiveWeights}) are exchanged for such weights
 * only, and those on the padding likewise: else, at small images, the control would remove more of
 * what has an influence.
 */
final class ShuffledMask {
  /** What {@code shuffle-mask} means, for settings. */
  static final String MEANING =
      "a control: remove as many weights of each layer, but draw which ones by the student's seed";

  private ShuffledMask() {}

  /**
   * The control for a student.
   *
   * @param mask by weight's name, shaped like the weight: 1 where it is retained, else 0
   * @return likewise; the caller's
   */
  static StateDict of(StateDict mask, Reuse reuse) {
    return of(
        mask,
        LiveWeights.positions(reuse.teacher().spec()),
        reuse.randomness().at("shuffled-mask"));
  }

  static StateDict of(StateDict mask, Map<String, INDArray> positions, Randomness randomness) {
    Map<String, INDArray> shuffled = new LinkedHashMap<>();
    mask.asMap()
        .forEach(
            (name, tensor) -> {
              float[] values = Floats.copy(tensor);
              INDArray live = positions.get(name);
              boolean[] meets = meets(values.length, live == null ? null : Floats.copy(live));
              shuffle(values, meets, true, randomness.at(name).at("live"));
              shuffle(values, meets, false, randomness.at(name).at("padding"));
              shuffled.put(name, Nd4j.create(values, tensor.shape().clone(), 'c'));
            });
    return StateDict.of(shuffled);
  }

  /** For each weight whether it meets the image; {@code kernel} is null where all do. */
  private static boolean[] meets(int length, float[] kernel) {
    boolean[] meets = new boolean[length];
    for (int i = 0; i < length; i++) {
      meets[i] = kernel == null || kernel[i % kernel.length] > 0;
    }
    return meets;
  }

  /** Permutes the values of one kind among themselves. */
  private static void shuffle(
      float[] values, boolean[] meets, boolean kind, Randomness randomness) {
    int[] at = new int[values.length];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (meets[i] == kind) {
        at[count++] = i;
      }
    }
    int[] order = randomness.permutation(count);
    float[] before = new float[count];
    for (int i = 0; i < count; i++) {
      before[i] = values[at[order[i]]];
    }
    for (int i = 0; i < count; i++) {
      values[at[i]] = before[i];
    }
  }
}
