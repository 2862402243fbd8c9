package org.heredity.pipeline.input;

import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.memory.NonFiniteException;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Sends a few small images through a network as it came, so that one that gives no numbers even for
 * them is refused before anything is computed with it. Finite weights may still overflow.
 */
final class OverflowProbe {
  /** Beyond what normalised pixels come to, and below. */
  private static final float REACH = 2.5f;

  private static final int IMAGES = 4;
  private static final String NONE = " are not finite numbers even for an ordinary image";

  private OverflowProbe() {}

  /**
   * Makes sure that a network gives finite numbers.
   *
   * @param source what messages call it
   * @throws CheckpointException naming where it does not
   */
  static void require(NetworkSpec spec, StateDict weights, String source) {
    NetworkSpec small =
        new NetworkSpec(
            spec.architecture(), spec.width(), spec.classes(), spec.architecture().smallestImage());
    try (FrozenNetwork network = FrozenNetwork.of(small, weights);
        INDArray images = images(small.imageSize())) {
      if (!finite(network, images)) {
        throw refused(source, place(network, images));
      }
    } catch (NonFiniteException e) {
      throw refused(source, e.getMessage());
    }
  }

  private static CheckpointException refused(String source, String where) {
    return new CheckpointException(
        source
            + ": "
            + where
            + ", so that no figure of this network would mean anything; check how the"
            + " file was made, or get it again");
  }

  private static boolean finite(FrozenNetwork network, INDArray images) {
    try (INDArray logits = network.logits(images)) {
      return finite(logits);
    }
  }

  /** The first place where numbers are not finite. */
  private static String place(FrozenNetwork network, INDArray images) {
    String[] first = new String[1];
    network.observe(
        images,
        (convolution, input, output) -> {
          if (first[0] == null && !(finite(input) && finite(output))) {
            first[0] = "the values at '" + convolution + "'" + NONE;
          }
        });
    return first[0] == null ? "the logits" + NONE : first[0];
  }

  private static boolean finite(INDArray values) {
    try {
      Floats.requireFinite(values);
      return true;
    } catch (NonFiniteException e) {
      return false;
    }
  }

  /** Black, white, and noise. */
  private static INDArray images(int side) {
    float[] values = new float[IMAGES * 3 * side * side];
    int each = values.length / IMAGES;
    Randomness noise = Randomness.of(0).at("overflow");
    for (int i = 0; i < values.length; i++) {
      float share = i < each ? 0 : i < 2 * each ? 1 : noise.uniform(i);
      values[i] = REACH * (2 * share - 1);
    }
    return Floats.array(values, IMAGES, 3, side, side);
  }
}
