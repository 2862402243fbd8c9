package org.heredity.layers;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Multiplies every channel of NCHW by a trained factor, {@code scale} (Touvron et al., ICCV 2021).
 */
public final class ChannelScale extends TrainedImageLayer {
  private static final long serialVersionUID = 1L;

  private static final String SCALE = "scale";
  private static final double SMALL = 1e-6;

  /** For deserialisation. */
  public ChannelScale() {}

  /** Of so many channels. */
  public ChannelScale(int channels) {
    super(channels);
  }

  /** So small that a residual block begins as its shortcut. */
  @Override
  Map<String, Double> beginnings() {
    return Map.of(SCALE, SMALL);
  }

  @Override
  INDArray apply(INDArray images, Map<String, INDArray> values) {
    return images.mul(wide(values.get(SCALE)));
  }

  @Override
  INDArray gradient(
      INDArray images,
      INDArray epsilon,
      Map<String, INDArray> values,
      Map<String, INDArray> gradients) {
    gradients.put(SCALE, epsilon.mul(images).sum(0, 2, 3));
    return epsilon.mul(wide(values.get(SCALE)));
  }
}
