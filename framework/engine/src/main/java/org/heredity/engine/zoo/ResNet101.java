package org.heredity.engine.zoo;

/**
 * torchvision's {@code resnet101} (He et al., CVPR 2016): 101 layers, bottlenecks of three
 * convolutions. Input is {@code [N, 3, side, side]}, NCHW, output {@code [N, classes]},
 * probabilities.
 */
@SuppressWarnings("unchecked") // Deeplearning4j declares init() with a type of its own.
public final class ResNet101 extends TorchvisionResNet {
  private ResNet101(Builder<ResNet101> settings) {
    super(ResNetLayout.RESNET101, ResNetFamily.resnet101(), settings);
  }

  /** Of ImageNet's 1000 classes, 224 pixels and width 64, where nothing else is said. */
  public static Builder<ResNet101> builder() {
    return settings(ResNet101::new);
  }
}
