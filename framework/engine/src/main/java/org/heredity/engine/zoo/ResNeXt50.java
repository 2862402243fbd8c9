package org.heredity.engine.zoo;

/**
 * torchvision's {@code resnext50_32x4d} (Xie et al., CVPR 2017): ResNet50 whose 3x3 convolutions
 * work on 32 groups of channels; widths are multiples of 16. Input is {@code [N, 3, side, side]},
 * NCHW, output {@code [N, classes]}, probabilities.
 */
@SuppressWarnings("unchecked") // Deeplearning4j declares init() with a type of its own.
public final class ResNeXt50 extends TorchvisionResNet {
  private ResNeXt50(Builder<ResNeXt50> settings) {
    super(ResNetLayout.RESNEXT50, ResNetFamily.resnext50(), settings);
  }

  /** Of ImageNet's 1000 classes, 224 pixels and width 64, where nothing else is said. */
  public static Builder<ResNeXt50> builder() {
    return settings(ResNeXt50::new);
  }
}
