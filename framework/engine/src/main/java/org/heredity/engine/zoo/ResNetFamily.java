package org.heredity.engine.zoo;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.Architecture;
import org.heredity.engine.NetworkSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One of torchvision's residual networks, of any width and number of classes. */
final class ResNetFamily implements Architecture {
  static final int WIDTH = 64;
  static final String HEAD = "fc";

  private final ResNetLayout layout;
  private final Supplier<ZooNetwork.Builder<?>> model;

  private ResNetFamily(ResNetLayout layout, Supplier<ZooNetwork.Builder<?>> model) {
    this.layout = layout;
    this.model = model;
  }

  static ResNetFamily resnet18() {
    return new ResNetFamily(ResNetLayout.RESNET18, ResNet18::builder);
  }

  static ResNetFamily resnet34() {
    return new ResNetFamily(ResNetLayout.RESNET34, ResNet34::builder);
  }

  static ResNetFamily resnet50() {
    return new ResNetFamily(ResNetLayout.RESNET50, ResNet50::builder);
  }

  static ResNetFamily resnet101() {
    return new ResNetFamily(ResNetLayout.RESNET101, ResNet101::builder);
  }

  static ResNetFamily resnet152() {
    return new ResNetFamily(ResNetLayout.RESNET152, ResNet152::builder);
  }

  static ResNetFamily resnext50() {
    return new ResNetFamily(ResNetLayout.RESNEXT50, ResNeXt50::builder);
  }

  static ResNetFamily wideResNet50() {
    return new ResNetFamily(ResNetLayout.WIDE_RESNET50, WideResNet50::builder);
  }

  @Override
  public String name() {
    return layout.name();
  }

  @Override
  public String description() {
    return "residual network of He et al. (CVPR 2016), laid out as torchvision's " + name();
  }

  @Override
  public int publishedWidth() {
    return WIDTH;
  }

  /** So that a bottleneck has whole groups. */
  @Override
  public boolean hasWidth(int width) {
    return width > 0 && width * layout.inner() % layout.groups() == 0;
  }

  @Override
  public int smallestImage() {
    return 32;
  }

  @Override
  public String head() {
    return HEAD;
  }

  @Override
  public List<String> stages() {
    return layout.stages();
  }

  @Override
  public ComputationGraphConfiguration configuration(NetworkSpec spec) {
    return model.get().of(spec).configuration();
  }

  @Override
  public Optional<NetworkSpec> recognise(StateDict tensors, int imageSize) {
    for (String needed :
        List.of("conv1.weight", "fc.weight", "layer1.0.conv2.weight", "layer4.0.conv1.weight")) {
      if (!tensors.contains(needed)) {
        return Optional.empty();
      }
    }
    INDArray stem = tensors.get("conv1.weight");
    if (stem.rank() != 4 || stem.size(2) != 7 || tensors.get("fc.weight").rank() != 2) {
      return Optional.empty();
    }
    if (!layout.hasBlocks(tensors)) {
      return Optional.empty();
    }
    long inner = stem.size(0) * layout.inner();
    INDArray second = tensors.get("layer1.0.conv2.weight");
    boolean same =
        second.rank() == 4 && second.size(0) == inner && second.size(1) * layout.groups() == inner;
    return same && hasWidth((int) stem.size(0))
        ? Optional.of(
            new NetworkSpec(
                this, (int) stem.size(0), (int) tensors.get("fc.weight").size(0), imageSize))
        : Optional.empty();
  }
}
