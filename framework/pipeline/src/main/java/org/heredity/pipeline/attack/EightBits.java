package org.heredity.pipeline.attack;

import org.heredity.data.Normalisation;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Images as they would be after they were saved with 8 bits a channel. */
public final class EightBits {
  private static final int CHANNELS = 3;

  private EightBits() {}

  /** Normalised images, {@code [N, 3, H, W]}, rounded to multiples of 1/255; a new array. */
  public static INDArray round(Normalisation normalisation, INDArray images) {
    float[] values = Floats.copy(images);
    int plane = Math.toIntExact(images.size(2) * images.size(3));
    for (int i = 0; i < values.length; i++) {
      int c = i / plane % CHANNELS;
      float level = level(normalisation, values[i], c);
      values[i] = (level / 255f - normalisation.mean(c)) / normalisation.deviation(c);
    }
    return Nd4j.create(values, images.shape(), 'c');
  }

  /** The level, 0 to 255, nearest to a normalised value of a channel. */
  public static int level(Normalisation normalisation, float normalised, int channel) {
    float pixel = normalised * normalisation.deviation(channel) + normalisation.mean(channel);
    return Math.round(Math.max(0f, Math.min(1f, pixel)) * 255f);
  }
}
