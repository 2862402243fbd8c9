package org.heredity.engine.zoo;

/**
 * torchvision's {@code wide_resnet50_2} (Zagoruyko and Komodakis, BMVC 2016): ResNet50 with twice
 * the channels within its bottlenecks. Input is {@code [N, 3, side, side]}, NCHW, output {@code [N,
 * classes]}, probabilities.
 */
@SuppressWarnings("unchecked") // Deeplearning4j declares init() with a type of its own.
public final class WideResNet50 extends TorchvisionResNet {
  private WideResNet50(Builder<WideResNet50> settings) {
    super(ResNetLayout.WIDE_RESNET50, ResNetFamily.wideResNet50(), settings);
  }

  /** Of ImageNet's 1000 classes, 224 pixels and width 64, where nothing else is said. */
  public static Builder<WideResNet50> builder() {
    return settings(WideResNet50::new);
  }
}
