package org.heredity.engine.zoo;

import java.util.List;
import java.util.stream.IntStream;
import org.heredity.checkpoint.StateDict;

/**
 * What tells torchvision's and timm's residual networks from each other.
 *
 * @param name torchvision's name, or timm's
 * @param bottleneck whether a block is a bottleneck of three convolutions, or has two of 3x3
 * @param depths blocks of each of the four stages
 * @param inner channels within a bottleneck, as a multiple of those of its stage
 * @param groups that its 3x3 convolution works on, each apart
 * @param deep whether the stem has three convolutions and shortcuts average (timm's {@code d})
 */
record ResNetLayout(
    String name, boolean bottleneck, List<Integer> depths, int inner, int groups, boolean deep) {
  static final ResNetLayout RESNET18 = basic("resnet18", 2, 2, 2, 2);
  static final ResNetLayout RESNET34 = basic("resnet34", 3, 4, 6, 3);
  static final ResNetLayout RESNET50 = bottlenecks("resnet50", 1, 1, 3, 4, 6, 3);
  static final ResNetLayout RESNET101 = bottlenecks("resnet101", 1, 1, 3, 4, 23, 3);
  static final ResNetLayout RESNET152 = bottlenecks("resnet152", 1, 1, 3, 8, 36, 3);
  static final ResNetLayout RESNEXT50 = bottlenecks("resnext50_32x4d", 2, 32, 3, 4, 6, 3);
  static final ResNetLayout WIDE_RESNET50 = bottlenecks("wide_resnet50_2", 2, 1, 3, 4, 6, 3);

  /** Those that only timm has. */
  static final List<ResNetLayout> TIMM =
      List.of(
          bottlenecks("resnet26", 1, 1, 2, 2, 2, 2),
          RESNET18.deepened("resnet18d"),
          bottlenecks("resnet26", 1, 1, 2, 2, 2, 2).deepened("resnet26d"),
          RESNET34.deepened("resnet34d"),
          RESNET50.deepened("resnet50d"),
          RESNET101.deepened("resnet101d"));

  private ResNetLayout deepened(String called) {
    return new ResNetLayout(called, bottleneck, depths, inner, groups, true);
  }

  private static ResNetLayout basic(String name, Integer... depths) {
    return new ResNetLayout(name, false, List.of(depths), 1, 1, false);
  }

  private static ResNetLayout bottlenecks(String name, int inner, int groups, Integer... depths) {
    return new ResNetLayout(name, true, List.of(depths), inner, groups, false);
  }

  /** Channels that a block puts out, as a multiple of those that it works on. */
  int expansion() {
    return bottleneck ? 4 : 1;
  }

  /** Channels of the first stage, as a multiple of those of the first convolution. */
  int stemWidths() {
    return deep ? 2 : 1;
  }

  /** Whether tensors are of as many blocks, of the same kind. */
  boolean hasBlocks(StateDict tensors) {
    for (int stage = 0; stage < depths.size(); stage++) {
      String last = block(stage, depths.get(stage) - 1) + ".conv1.weight";
      String more = block(stage, depths.get(stage)) + ".conv1.weight";
      if (!tensors.contains(last) || tensors.contains(more)) {
        return false;
      }
    }
    return tensors.contains("layer1.0.conv3.weight") == bottleneck;
  }

  /** The module of a block; stages and blocks count from 0. */
  static String block(int stage, int block) {
    return "layer" + (stage + 1) + "." + block;
  }

  /** The vertices after which the stages end. */
  List<String> stages() {
    return IntStream.range(0, depths.size())
        .mapToObj(stage -> block(stage, depths.get(stage) - 1) + ".out")
        .toList();
  }
}
