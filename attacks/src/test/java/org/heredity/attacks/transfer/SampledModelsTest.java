package org.heredity.attacks.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.heredity.api.attack.Demand;
import org.heredity.api.config.Settings;
import org.heredity.api.config.UsageException;
import org.heredity.api.method.Teacher;
import org.heredity.attacks.MemoryReuse;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Floats;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Samples of a small teacher of 5 classes for a target of 3. */
@Tag("slow")
class SampledModelsTest {
  private final MemoryReuse reuse = new MemoryReuse();
  private final Teacher teacher = reuse.teacher();

  private List<StateDict> models(Map<String, Object> values) {
    return new Transfer().models(reuse, settings(values), 7);
  }

  private static Transfer.Settings settings(Map<String, Object> values) {
    return Settings.bind(Transfer.Settings.class, values, "transfer");
  }

  @Test
  void withoutSamplesItIsTheTeacher() {
    List<StateDict> models = models(Map.of());
    assertEquals(1, models.size());
    assertSame(teacher.weights(), models.get(0));
    assertEquals(new Demand(1, 1), new Transfer().demand(settings(Map.of())));
  }

  @Test
  void noiseIsInProportionToEachTensor() {
    List<StateDict> models = models(Map.of("samples", 2, "sample-noise", 0.2));
    assertEquals(2, models.size());
    assertEquals(
        new Demand(2, 20),
        new Transfer().demand(settings(Map.of("samples", 2, "copies", 20, "diverse", 0.5))),
        "networks and copies at once");
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
    List<Map<String, Object>> stages = reuse.stages("surrogate");
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
