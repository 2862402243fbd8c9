package org.heredity.engine.zoo;

/**
 * torchvision's {@code resnet50} (He et al., CVPR 2016): 50 layers, bottlenecks of three
 * convolutions. Input is {@code [N, 3, side, side]}, NCHW, output {@code [N, classes]},
 * probabilities.
 */
@SuppressWarnings("unchecked") // Deeplearning4j declares init() with a type of its own.
public final class ResNet50 extends TorchvisionResNet {
  private ResNet50(Builder<ResNet50> settings) {
    super(ResNetLayout.RESNET50, ResNetFamily.resnet50(), settings);
  }

  /** Of ImageNet's 1000 classes, 224 pixels and width 64, where nothing else is said. */
  public static Builder<ResNet50> builder() {
    return settings(ResNet50::new);
  }
}
