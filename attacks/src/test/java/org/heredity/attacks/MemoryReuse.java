package org.heredity.attacks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.heredity.api.Protocol;
import org.heredity.api.method.Reuse;
import org.heredity.api.method.TargetData;
import org.heredity.api.method.Teacher;
import org.heredity.api.result.CurvePoint;
import org.heredity.api.train.Progress;
import org.heredity.api.train.StageWork;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.MemorySource;
import org.heredity.data.Preprocessing;
import org.heredity.data.Randomness;
import org.heredity.data.RgbImage;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.zoo.Architectures;

/**
 * A small random teacher of 5 classes and a target of 3, of noise; runs each stage at once, and
 * notes its inputs.
 */
public final class MemoryReuse implements Reuse {
  private static final int SIDE = 32;
  private static final NetworkSpec SPEC = new NetworkSpec(Architectures.resnet18(), 8, 5, SIDE);

  private final Teacher teacher;
  private final Map<String, List<Map<String, Object>>> stages = new LinkedHashMap<>();

  /** Makes the teacher. */
  public MemoryReuse() {
    try (Network network = Network.create(SPEC, Randomness.of(1))) {
      StateDict weights = network.stateDict();
      teacher = new Teacher(SPEC, weights, weights.digest(), "random");
    }
  }

  private static MemorySource images(int count) {
    List<MemorySource.Item> items = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      byte[] rgb = new byte[3 * SIDE * SIDE];
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = (byte) (255 * Randomness.of(n).uniform(i));
      }
      items.add(new MemorySource.Item(n + ".jpg", n % 3, new RgbImage(SIDE, SIDE, rgb)));
    }
    return new MemorySource(items);
  }

  /** The inputs of the shared stages of that name, in order. */
  public List<Map<String, Object>> stages(String name) {
    return stages.getOrDefault(name, List.of());
  }

  @Override
  public Teacher teacher() {
    return teacher;
  }

  @Override
  public TargetData target() {
    return new TargetData(
        "three",
        List.of("a", "b", "c"),
        images(9),
        images(3),
        new Preprocessing(SIDE, Preprocessing.Resize.AUTO));
  }

  @Override
  public Protocol protocol() {
    return Protocol.STRICT;
  }

  @Override
  public double trainingScale() {
    return 1;
  }

  @Override
  public int batchSize() {
    return 4;
  }

  @Override
  public Randomness randomness() {
    throw new AssertionError("an attack is of no student");
  }

  @Override
  public StateDict stage(String name, StageWork work) {
    throw new AssertionError("an attack is of no student");
  }

  @Override
  public StateDict sharedStage(String name, Map<String, Object> inputs, StageWork work) {
    stages.computeIfAbsent(name, unused -> new ArrayList<>()).add(inputs);
    return work.run(new Silent());
  }

  private static final class Silent implements Progress {
    @Override
    public void at(long done, long total, String note) {}

    @Override
    public void point(CurvePoint point) {}

    @Override
    public StateDict resumed() {
      return null;
    }

    @Override
    public void checkpoint(Supplier<StateDict> state) {}
  }
}
