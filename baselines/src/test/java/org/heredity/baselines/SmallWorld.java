package org.heredity.baselines;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.method.TargetData;
import org.heredity.api.method.Teacher;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.ImageSource;
import org.heredity.data.MemorySource;
import org.heredity.data.Preprocessing;
import org.heredity.data.Randomness;
import org.heredity.data.RgbImage;
import org.heredity.engine.Architecture;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.zoo.Architectures;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A small teacher and an easy target: images of one colour under noise. */
final class SmallWorld {
  static final int SIDE = 32;
  static final List<String> CLASSES = List.of("red", "green", "blue");

  private SmallWorld() {}

  static NetworkSpec spec(Architecture architecture, int width, int classes, int side) {
    return new NetworkSpec(architecture, width, classes, side);
  }

  /** The formula's weights for a network. */
  static StateDict formula(NetworkSpec spec) {
    return formula(spec, 1);
  }

  static StateDict formula(NetworkSpec spec, long seed) {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    try (Network network = Network.create(spec, Randomness.of(1))) {
      network
          .stateDict()
          .asMap()
          .forEach(
              (name, tensor) ->
                  tensors.put(
                      name,
                      name.endsWith("num_batches_tracked")
                          ? tensor
                          : Formula.values(name, tensor.shape(), seed)));
    }
    return StateDict.of(tensors);
  }

  static Teacher teacher(long seed) {
    NetworkSpec spec = spec(Architectures.resnet18(), 8, 5, SIDE);
    try (Network network = Network.create(spec, Randomness.of(seed))) {
      StateDict weights = network.stateDict();
      return new Teacher(spec, weights, weights.digest(), "drawn");
    }
  }

  static ImageSource images(String split, int count) {
    List<MemorySource.Item> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = split + "/" + i;
      Randomness noise = Randomness.of(3).at(id);
      byte[] rgb = new byte[SIDE * SIDE * 3];
      for (int p = 0; p < rgb.length; p++) {
        int base = p % 3 == i % 3 ? 140 : 60;
        rgb[p] = (byte) (base + 60 * noise.uniform(p));
      }
      items.add(new MemorySource.Item(id, i % 3, new RgbImage(SIDE, SIDE, rgb)));
    }
    return new MemorySource(items);
  }

  static TargetData target() {
    return new TargetData(
        "colours",
        CLASSES,
        images("train", 25),
        images("held-out", 9),
        new Preprocessing(SIDE, Preprocessing.Resize.AUTO));
  }
}
