package org.heredity.pipeline.attack;

import java.util.List;
import java.util.stream.IntStream;
import org.heredity.api.attack.ThreatModel;
import org.heredity.data.ImageSource;
import org.heredity.data.Randomness;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Images moved to a uniform point of the ball around them, drawn from (seed, image id) alone: where
 * an attack starts, and the control that shows what an epsilon does without an attack.
 *
 * @param threat the ball
 * @param randomness of all images
 */
public record UniformNoise(ThreatModel threat, Randomness randomness) {
  /**
   * The moved images, a new array.
   *
   * @param clean {@code [N, 3, side, side]}, normalised
   * @param indices {@code N} indices into {@code source}
   */
  public INDArray around(INDArray clean, ImageSource source, int[] indices) {
    List<Randomness> images =
        IntStream.of(indices).mapToObj(index -> randomness.at(source.id(index))).toList();
    INDArray moved = Nd4j.createUninitialized(DataType.FLOAT, clean.shape(), 'c');
    threat.ball().randomise(clean, moved, images);
    return moved;
  }
}
