package org.heredity.layers;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Layer norm over the channels of every pixel of NCHW, with a scale {@code weight} and a shift
 * {@code bias} (Ba et al., 2016), as the convolutional networks of Liu et al. (CVPR 2022) have it.
 */
public final class ChannelNorm extends TrainedImageLayer {
  private static final long serialVersionUID = 1L;

  private static final String WEIGHT = "weight";
  private static final String BIAS = "bias";

  private double epsilon;

  /** For deserialisation. */
  public ChannelNorm() {}

  /**
   * A layer norm.
   *
   * @param epsilon added to the variance
   */
  public ChannelNorm(int channels, double epsilon) {
    super(channels);
    this.epsilon = epsilon;
  }

  public double getEpsilon() {
    return epsilon;
  }

  public void setEpsilon(double epsilon) {
    this.epsilon = epsilon;
  }

  @Override
  Map<String, Double> beginnings() {
    Map<String, Double> all = new LinkedHashMap<>();
    all.put(WEIGHT, 1.0);
    all.put(BIAS, 0.0);
    return all;
  }

  private INDArray inverse(INDArray images) {
    return Transforms.pow(images.var(false, 1).addi(epsilon), -0.5, false)
        .reshape(images.size(0), 1, images.size(2), images.size(3));
  }

  private static INDArray mean(INDArray images) {
    return images.mean(true, 1);
  }

  @Override
  INDArray apply(INDArray images, Map<String, INDArray> values) {
    return images
        .sub(mean(images))
        .muli(inverse(images))
        .muli(wide(values.get(WEIGHT)))
        .addi(wide(values.get(BIAS)));
  }

  @Override
  INDArray gradient(
      INDArray images,
      INDArray epsilon,
      Map<String, INDArray> values,
      Map<String, INDArray> gradients) {
    INDArray inverse = inverse(images);
    INDArray normal = images.sub(mean(images)).muli(inverse);
    gradients.put(WEIGHT, epsilon.mul(normal).sum(0, 2, 3));
    gradients.put(BIAS, epsilon.sum(0, 2, 3));
    INDArray scaled = epsilon.mul(wide(values.get(WEIGHT)));
    INDArray along = mean(scaled.mul(normal));
    return scaled.sub(mean(scaled)).subi(normal.muli(along)).muli(inverse);
  }
}
