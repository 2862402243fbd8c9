package org.heredity.engine.zoo;

/**
 * torchvision's {@code resnet34} (He et al., CVPR 2016): 34 layers, basic blocks of two 3x3
 * convolutions. Input is {@code [N, 3, side, side]}, NCHW, output {@code [N, classes]},
 * probabilities.
 */
@SuppressWarnings("unchecked") // Deeplearning4j declares init() with a type of its own.
public final class ResNet34 extends TorchvisionResNet {
  private ResNet34(Builder<ResNet34> settings) {
    super(ResNetLayout.RESNET34, ResNetFamily.resnet34(), settings);
  }

  /** Of ImageNet's 1000 classes, 224 pixels and width 64, where nothing else is said. */
  public static Builder<ResNet34> builder() {
    return settings(ResNet34::new);
  }
}
