package org.heredity.pipeline.input;

import java.util.Optional;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.memory.NonFiniteException;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Sends a few images through a network as it came, each step by itself, to see whether single
 * precision suffices. Finite weights may still overflow, and the kernels that do a ReLU with what
 * is before it take NaN for 0, so that nothing would be seen of it at the end. Overflow is a matter
 * of the weights, not of the image, which is why a few small ones tell.
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
      overflow(network, images)
          .ifPresent(
              where -> {
                throw new CheckpointException(
                    source
                        + ": "
                        + where
                        + ", so that no figure of this network would mean anything; check how the"
                        + " file was made, or get it again");
              });
    }
  }

  private static Optional<String> overflow(FrozenNetwork network, INDArray images) {
    String[] first = new String[1];
    network.observe(
        images,
        (convolution, input, output) -> {
          if (first[0] == null && !(finite(input) && finite(output))) {
            first[0] = "the values at '" + convolution + "'" + NONE;
          }
        });
    if (first[0] != null) {
      return Optional.of(first[0]);
    }
    try (INDArray logits = network.logits(images)) {
      return finite(logits) ? Optional.empty() : Optional.of("the logits" + NONE);
    } catch (NonFiniteException e) {
      return Optional.of(e.getMessage());
    }
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
