package org.heredity.attacks.inner;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.heredity.api.Protocol;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.config.Settings;
import org.heredity.api.config.UsageException;
import org.heredity.attacks.MemoryReuse;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.Objective.Output;
import org.heredity.engine.memory.Floats;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The attacks on a ResNet18 of a few channels. */
@Tag("slow")
class InnerAttacksTest {
  private static final int IMAGES = 4;

  private final MemoryReuse reuse = new MemoryReuse();
  private final FrozenNetwork network =
      FrozenNetwork.of(reuse.teacher().spec(), reuse.teacher().weights());

  private static INDArray clean(int from, int count) {
    float[] values = new float[count * 3 * 32 * 32];
    for (int i = 0; i < values.length; i++) {
      values[i] = 3 * Randomness.of(9).uniform(from * 3L * 32 * 32 + i) - 1.5f;
    }
    return Floats.array(values, count, 3, 32, 32);
  }

  private <S extends Record> S settings(Attack<S> attack, Map<String, Object> values) {
    return Settings.bind(attack.settings(), values, attack.name());
  }

  /** Adversarial images of the given ones, in one batch. */
  private <S extends Record> INDArray run(Attack<S> attack, S settings, int from, int count) {
    ThreatModel threat = attack.threatModel(settings, Protocol.STRICT);
    StateDict prepared = attack.prepare(reuse, threat, settings, 3);
    INDArray clean = clean(from, count);
    INDArray adversarial = clean.dup('c');
    int[] labels = IntStream.range(from, from + count).map(n -> n % 3).toArray();
    List<Randomness> streams =
        IntStream.range(from, from + count).mapToObj(Randomness.of(5)::at).toList();
    attack.perturb(
        List.of(network),
        threat,
        new AttackBatch(clean, adversarial, labels, streams, prepared),
        settings);
    return adversarial;
  }

  private double lifted(INDArray images) {
    try (INDArray outputs = network.outputs(images, Output.stage(0))) {
      return Math.pow(outputs.norm2Number().doubleValue(), 2) / outputs.length();
    }
  }

  @Test
  void thePerturbationRaisesActivations() {
    Universal attack = new Universal();
    UniversalSettings settings =
        settings(attack, Map.of("steps", 60, "step", "2/255", "images", 4, "gaussians", 2));
    INDArray adversarial = run(attack, settings, 0, IMAGES);
    double before = lifted(clean(0, IMAGES));
    assertTrue(lifted(adversarial) > 1.05 * before, lifted(adversarial) + " after " + before);
    float[] first = Floats.copy(adversarial.get(NDArrayIndex.point(0)));
    float[] alone = Floats.copy(run(attack, settings, 0, 1));
    assertArrayEquals(first, alone, "an image does not depend on its batch");
    assertEquals(2, reuse.stages("universal-perturbation").size());
    assertEquals(
        reuse.stages("universal-perturbation").get(0),
        reuse.stages("universal-perturbation").get(1),
        "one perturbation for all");
  }

  @Test
  void imitationsComeNearTheirGuides() {
    Mimicry attack = new Mimicry();
    for (Object stage : List.of(2, 4)) {
      MimicrySettings settings =
          settings(attack, Map.of("stage", stage, "epsilon", 0.5, "step", 0.02, "guides", 6));
      INDArray adversarial = run(attack, settings, 0, IMAGES);
      ThreatModel threat = attack.threatModel(settings, Protocol.STRICT);
      StateDict guides = attack.prepare(reuse, threat, settings, 3);
      List<Randomness> streams = IntStream.range(0, IMAGES).mapToObj(Randomness.of(5)::at).toList();
      int[] labels = IntStream.range(0, IMAGES).map(n -> n % 3).toArray();
      INDArray clean = clean(0, IMAGES);
      INDArray wanted = Guides.of(new AttackBatch(clean, adversarial, labels, streams, guides));
      Output output = Output.stage((int) stage - 1);
      double before = distance(output, clean, wanted);
      double after = distance(output, adversarial, wanted);
      assertTrue(after < 0.7 * before, "stage " + stage + ": " + after + " after " + before);
      assertArrayEquals(
          Floats.copy(adversarial.get(NDArrayIndex.point(1))),
          Floats.copy(run(attack, settings, 1, 1)),
          "an image does not depend on its batch");
    }
  }

  private double distance(Output output, INDArray images, INDArray wanted) {
    try (INDArray there = network.outputs(images, output);
        INDArray goal = network.outputs(wanted, output);
        INDArray difference = there.sub(goal)) {
      return difference.norm2Number().doubleValue();
    }
  }

  @Test
  void guidesAreOfOtherClasses() {
    StateDict guides =
        new Mimicry()
            .prepare(
                reuse,
                ThreatModel.linf(0.1, ThreatModel.Unit.PIXEL),
                settings(new Mimicry(), Map.of("guides", 5)),
                3);
    float[] classes = Floats.copy(guides.get("classes"));
    assertEquals(5, classes.length);
    for (int c = 0; c < 3; c++) {
      int wanted = c;
      long count = IntStream.range(0, 5).filter(n -> classes[n] == wanted).count();
      assertTrue(count == 1 || count == 2, "as many of each class as can be");
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    UniversalSettings deep = settings(new Universal(), Map.of("stage", 5));
    ThreatModel threat = new Universal().threatModel(deep, Protocol.STRICT);
    UsageException e =
        assertThrows(UsageException.class, () -> new Universal().prepare(reuse, threat, deep, 3));
    assertTrue(e.getMessage().contains("resnet18 has the stages 1 to 4, got 5"), e.getMessage());
    assertThrows(
        UsageException.class,
        () -> settings(new Universal(), Map.of("mean-low", 0.7)),
        "an empty range");
    AttackBatch unprepared =
        AttackBatch.of(clean(0, 1), Nd4j.zeros(DataType.FLOAT, 1, 3, 32, 32), new int[] {0}, 1);
    UniversalSettings plain = settings(new Universal(), Map.of());
    UsageException white =
        assertThrows(
            UsageException.class,
            () -> new Universal().perturb(List.of(network), threat, unprepared, plain));
    assertTrue(white.getMessage().contains("leave it out of the white box"), white.getMessage());
    MimicrySettings mimicry = settings(new Mimicry(), Map.of());
    assertThrows(
        UsageException.class,
        () -> new Mimicry().perturb(List.of(network), threat, unprepared, mimicry));
  }
}
