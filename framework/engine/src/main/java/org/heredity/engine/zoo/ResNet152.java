package org.heredity.engine.zoo;

/**
 * torchvision's {@code resnet152} (He et al., CVPR 2016): 152 layers, bottlenecks of three
 * convolutions. Input is {@code [N, 3, side, side]}, NCHW, output {@code [N, classes]},
 * probabilities.
 */
@SuppressWarnings("unchecked") // Deeplearning4j declares init() with a type of its own.
public final class ResNet152 extends TorchvisionResNet {
  private ResNet152(Builder<ResNet152> settings) {
    super(ResNetLayout.RESNET152, ResNetFamily.resnet152(), settings);
  }

  /** Of ImageNet's 1000 classes, 224 pixels and width 64, where nothing else is said. */
  public static Builder<ResNet152> builder() {
    return settings(ResNet152::new);
  }
}
