package org.heredity.data;

import java.util.List;
import java.util.Locale;
import org.heredity.data.Preprocessing.Augmentation;
import org.heredity.data.Preprocessing.Resize;

/** Preprocessing by name, of models that many have. */
public enum Preset {
  /** torchvision's first ImageNet weights. */
  IMAGENET(Normalisation.IMAGENET, 256),
  /** torchvision's second ImageNet weights, such as ResNet50's. */
  IMAGENET_V2(Normalisation.IMAGENET, 232),
  /** Models of CIFAR-10, and of CIFAR-100 where its own numbers were not used. */
  CIFAR10(
      Normalisation.of(List.of(0.4914, 0.4822, 0.4465), List.of(0.2471, 0.2435, 0.2616)),
      Preset.CROP),
  /** The public checkpoints of CIFAR-100. */
  CIFAR100(
      Normalisation.of(List.of(0.5070, 0.4865, 0.4409), List.of(0.2673, 0.2564, 0.2761)),
      Preset.CROP);

  private static final int CROP = 224;

  private final Normalisation normalisation;

  /** Of a crop of 224 pixels; other sizes keep the ratio. */
  private final int shorter;

  Preset(Normalisation normalisation, int shorter) {
    this.normalisation = normalisation;
    this.shorter = shorter;
  }

  /** Of a model that sees squares of {@code imageSize} pixels. */
  public Preprocessing at(int imageSize) {
    return new Preprocessing(
        normalisation,
        imageSize,
        Math.round(imageSize * shorter / (float) CROP),
        Interpolation.BILINEAR,
        Resize.AUTO,
        Augmentation.RESIZED_CROP);
  }

  /** As users write it, such as {@code imagenet-v2}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
