package org.heredity.engine.zoo;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * ImageNet's weights that torchvision publishes; a file's name ends in the start of its SHA-256.
 */
public enum PublishedWeights {
  RESNET18("resnet18", "resnet18-f37072fd.pth"),
  RESNET34("resnet34", "resnet34-b627a593.pth"),
  RESNET50("resnet50", "resnet50-0676ba61.pth"),
  /** By torchvision's newer recipe. */
  RESNET50_V2("resnet50-v2", "resnet50-11ad3fa6.pth"),
  RESNET101("resnet101", "resnet101-63fe2227.pth"),
  RESNET152("resnet152", "resnet152-394f9c45.pth"),
  RESNEXT50("resnext50_32x4d", "resnext50_32x4d-7cdf4587.pth"),
  WIDE_RESNET50("wide_resnet50_2", "wide_resnet50_2-95faca4d.pth"),
  VGG11("vgg11", "vgg11-8a719046.pth"),
  VGG11_BN("vgg11_bn", "vgg11_bn-6002323d.pth"),
  VGG13("vgg13", "vgg13-19584684.pth"),
  VGG13_BN("vgg13_bn", "vgg13_bn-abd245e5.pth"),
  VGG16("vgg16", "vgg16-397923af.pth"),
  VGG16_BN("vgg16_bn", "vgg16_bn-6c64b313.pth"),
  VGG19("vgg19", "vgg19-dcbb9e9d.pth"),
  VGG19_BN("vgg19_bn", "vgg19_bn-c79401a0.pth"),
  DENSENET121("densenet121", "densenet121-a639ec97.pth"),
  MOBILENET_V2("mobilenet_v2", "mobilenet_v2-b0353104.pth"),
  MOBILENET_V3_LARGE("mobilenet_v3_large", "mobilenet_v3_large-8738ca79.pth"),
  MOBILENET_V3_SMALL("mobilenet_v3_small", "mobilenet_v3_small-047dcff4.pth"),
  EFFICIENTNET_B0("efficientnet_b0", "efficientnet_b0_rwightman-3dd342df.pth"),
  EFFICIENTNET_B1("efficientnet_b1", "efficientnet_b1_rwightman-533bc792.pth"),
  EFFICIENTNET_B2("efficientnet_b2", "efficientnet_b2_rwightman-bcdf34b7.pth"),
  EFFICIENTNET_B3("efficientnet_b3", "efficientnet_b3_rwightman-cf984f9c.pth"),
  SHUFFLENET_V2("shufflenet_v2_x1_0", "shufflenetv2_x1-5666bf0f80.pth"),
  GOOGLENET("googlenet", "googlenet-1378be20.pth"),
  REGNET_Y_400MF("regnet_y_400mf", "regnet_y_400mf-c65dace8.pth"),
  ALEXNET("alexnet", "alexnet-owt-7be5be79.pth"),
  SQUEEZENET("squeezenet1_1", "squeezenet1_1-b8a52dc0.pth");

  private static final String SITE = "https://download.pytorch.org/models/";

  /** The folder of weights in the folder of downloads. */
  public static final String FOLDER = "weights";

  private final String key;
  private final String file;

  PublishedWeights(String key, String file) {
    this.key = key;
    this.file = file;
  }

  /** What {@code weights get} calls them; for an architecture's first recipe, its name. */
  public String key() {
    return key;
  }

  /** Where they are published. */
  public String address() {
    return SITE + file;
  }

  /** The start of the file's SHA-256, in hexadecimal digits. */
  public String digest() {
    return file.substring(file.lastIndexOf('-') + 1, file.lastIndexOf('.'));
  }

  /**
   * Where the file lies once it was got.
   *
   * @param cache the folder of downloads
   */
  public Path in(Path cache) {
    return cache.resolve(FOLDER).resolve(file);
  }

  static Optional<PublishedWeights> of(String key) {
    return Arrays.stream(values()).filter(one -> one.key.equals(key)).findFirst();
  }
}
