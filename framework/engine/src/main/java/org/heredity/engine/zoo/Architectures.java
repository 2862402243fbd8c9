package org.heredity.engine.zoo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.heredity.engine.Architecture;

/** The architectures of this package's models, of any width and number of classes. */
public final class Architectures {
  private static final int[] CIFAR_LAYERS = {20, 32, 44, 56, 110};

  private Architectures() {}

  /** All of them, as {@code list architectures} shows. */
  public static List<Architecture> all() {
    List<Architecture> all = new ArrayList<>();
    all.addAll(List.of(resnet18(), resnet34(), resnet50(), resnet101(), cifarVgg16()));
    Arrays.stream(CIFAR_LAYERS).mapToObj(Architectures::cifarResNet).forEach(all::add);
    all.addAll(
        List.of(ResNetFamily.resnet152(), ResNetFamily.resnext50(), ResNetFamily.wideResNet50()));
    all.addAll(Vgg.all());
    all.addAll(MobileNetV3.all());
    all.addAll(EfficientNet.all());
    all.addAll(ConvNeXt.all());
    all.addAll(TimmResNet.all());
    all.addAll(List.of(new MobileNetV2(), DenseNet.densenet121(), new ShuffleNetV2()));
    all.addAll(List.of(new GoogLeNet(), new RegNetY(), new AlexNet(), new SqueezeNet()));
    return all;
  }

  /**
   * One by its name, such as {@code mobilenet_v2}.
   *
   * @throws IllegalArgumentException if there is none, with the names of all
   */
  public static Architecture named(String name) {
    List<Architecture> all = all();
    return all.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no architecture '"
                        + name
                        + "'; there are "
                        + all.stream().map(Architecture::name).toList()));
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
