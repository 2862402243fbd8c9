package org.heredity.engine.zoo;

/**
 * torchvision's {@code resnet18} (He et al., CVPR 2016): 18 layers, basic blocks of two 3x3
 * convolutions. Input is {@code [N, 3, side, side]}, NCHW, output {@code [N, classes]},
 * probabilities.
 */
@SuppressWarnings("unchecked") // Deeplearning4j declares init() with a type of its own.
public final class ResNet18 extends TorchvisionResNet {
  private ResNet18(Builder<ResNet18> settings) {
    super(ResNetLayout.RESNET18, ResNetFamily.resnet18(), settings);
  }

  /** Of ImageNet's 1000 classes, 224 pixels and width 64, where nothing else is said. */
  public static Builder<ResNet18> builder() {
    return settings(ResNet18::new);
  }
}
