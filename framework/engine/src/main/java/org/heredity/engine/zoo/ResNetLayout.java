package org.heredity.engine.zoo;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What tells torchvision's residual networks from each other.
 *
 * @param name torchvision's name
 * @param bottleneck whether a block is a bottleneck of three convolutions, or has two of 3x3
 * @param depths blocks of each of the four stages
 */
record ResNetLayout(String name, boolean bottleneck, List<Integer> depths) {
  static final ResNetLayout RESNET18 = new ResNetLayout("resnet18", false, List.of(2, 2, 2, 2));
  static final ResNetLayout RESNET34 = new ResNetLayout("resnet34", false, List.of(3, 4, 6, 3));
  static final ResNetLayout RESNET50 = new ResNetLayout("resnet50", true, List.of(3, 4, 6, 3));
  static final ResNetLayout RESNET101 = new ResNetLayout("resnet101", true, List.of(3, 4, 23, 3));

  /** Channels that a block puts out, as a multiple of those that it works on. */
  int expansion() {
    return bottleneck ? 4 : 1;
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
