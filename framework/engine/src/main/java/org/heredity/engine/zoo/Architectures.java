package org.heredity.engine.zoo;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.heredity.engine.Architecture;

/** The architectures of this package's models, of any width and number of classes. */
public final class Architectures {
  private static final int[] CIFAR_LAYERS = {20, 32, 44, 56, 110};

  private Architectures() {}

  /** All of them, as {@code list architectures} shows. */
  public static List<Architecture> all() {
    Stream<Architecture> cifar = Arrays.stream(CIFAR_LAYERS).mapToObj(Architectures::cifarResNet);
    return Stream.concat(
            Stream.of(resnet18(), resnet34(), resnet50(), resnet101(), cifarVgg16()), cifar)
        .toList();
  }

  /** Of {@link ResNet18}. */
  public static Architecture resnet18() {
    return ResNetFamily.resnet18();
  }

  /** Of {@link ResNet34}. */
  public static Architecture resnet34() {
    return ResNetFamily.resnet34();
  }

  /** Of {@link ResNet50}. */
  public static Architecture resnet50() {
    return ResNetFamily.resnet50();
  }

  /** Of {@link ResNet101}. */
  public static Architecture resnet101() {
    return ResNetFamily.resnet101();
  }

  /**
   * Of {@link CifarResNet}.
   *
   * @param layers 20, 32, 44, 56, 110 or another 6n + 2
   */
  public static Architecture cifarResNet(int layers) {
    return CifarResNetFamily.of(layers);
  }

  /** Of {@link CifarVgg16}. */
  public static Architecture cifarVgg16() {
    return CifarVgg16Family.published();
  }
}
