package org.heredity.attacks.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.heredity.api.Protocol;
import org.heredity.api.config.Settings;
import org.heredity.api.config.UsageException;
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
import org.heredity.engine.memory.Floats;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Samples of a small teacher of 5 classes for a target of 3. */
@Tag("slow")
class SampledModelsTest {
  private static final int SIDE = 32;
  private static final NetworkSpec SPEC = new NetworkSpec(Architectures.resnet18(), 8, 5, SIDE);

  private final Teacher teacher = teacher();
  private final List<Map<String, Object>> stages = new ArrayList<>();

  private static Teacher teacher() {
    try (Network network = Network.create(SPEC, Randomness.of(1))) {
      StateDict weights = network.stateDict();
      return new Teacher(SPEC, weights, weights.digest(), "random");
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

  /** Runs each stage at once, and notes its inputs. */
  private final class MemoryReuse implements Reuse {
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
      if (name.equals("surrogate")) {
        stages.add(inputs);
      }
      return work.run(new Silent());
    }
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

  private List<StateDict> models(Map<String, Object> values) {
    return new Transfer().models(new MemoryReuse(), settings(values), 7);
  }

  private static Transfer.Settings settings(Map<String, Object> values) {
    return Settings.bind(Transfer.Settings.class, values, "transfer");
  }

  @Test
  void withoutSamplesItIsTheTeacher() {
    List<StateDict> models = models(Map.of());
    assertEquals(1, models.size());
    assertSame(teacher.weights(), models.get(0));
  }

  @Test
  void noiseIsInProportionToEachTensor() {
    List<StateDict> models = models(Map.of("samples", 2, "sample-noise", 0.2));
    assertEquals(2, models.size());
    assertNotEquals(models.get(0).digest(), models.get(1).digest());
    for (String name : teacher.weights().names()) {
      float[] from = Floats.copy(teacher.weights().get(name));
      float[] to = Floats.copy(models.get(0).get(name));
      double moved = 0;
      double size = 0;
      for (int i = 0; i < from.length; i++) {
        moved += Math.pow((double) to[i] - from[i], 2);
        size += Math.pow(from[i], 2);
      }
      double expected = teacher.weights().get(name).rank() > 1 ? 0.2 : 0;
      double few = 4 / Math.sqrt(2.0 * from.length);
      assertEquals(expected, size == 0 ? 0 : Math.sqrt(moved / size), 0.2 * few, name);
    }
    assertEquals(teacher.digest(), teacher.weights().digest(), "the teacher is as it was");
    assertFalse(new Transfer().needsTargetHead(settings(Map.of("samples", 2))));
  }

  @Test
  void fineTuningLeadsToTheTarget() {
    Map<String, Object> tuned = new HashMap<>(Map.of("samples", 2, "sample-steps", 3));
    assertTrue(new Transfer().needsTargetHead(settings(tuned)));
    List<StateDict> models = models(tuned);
    for (StateDict model : models) {
      assertEquals(3, model.get("fc.weight").size(0), "the target's classes");
      assertEquals(3, model.get("bn1.num_batches_tracked").getLong(0));
      assertNotEquals(teacher.weights().get("bn1.running_mean"), model.get("bn1.running_mean"));
    }
    assertNotEquals(models.get(0).digest(), models.get(1).digest());
    assertEquals(models.get(1).digest(), models(tuned).get(1).digest(), "the same again");
    tuned.put("sample-noise", 0);
    assertNotEquals(models.get(0).digest(), models(tuned).get(0).digest());
    assertEquals(6, stages.size());
    assertEquals(4, Set.copyOf(stages).size(), "each sample and setting is cached by itself");
    assertEquals(
        Set.of("start", "seed", "sample", "noise", "steps", "rate", "batch-size"),
        stages.get(0).keySet());
    assertEquals(teacher.digest(), teacher.weights().digest(), "the teacher is as it was");
  }

  @Test
  void aClassThatIsNotThereIsRefusedFirst() {
    Map<String, Object> led = Map.of("objective", "cross-entropy", "target-class", 3);
    UsageException e = assertThrows(UsageException.class, () -> models(led));
    assertTrue(e.getMessage().contains("the target has 0 to 2"), e.getMessage());
  }
}
