package org.heredity.attacks.inner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.Protocol;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.config.Settings;
import org.heredity.attacks.transfer.SmallNetwork;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Normalisation;
import org.heredity.data.Randomness;
import org.heredity.engine.memory.Floats;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where attacks end, against PyTorch's autograd: see {@code make_inner_expected.py}. */
class InnerReferenceTest {
  private static final int SIDE = 16;
  private static final int VALUES = 3 * SIDE * SIDE;
  private static final int STEPS = 4;
  private static final int EVERY = 5;
  private static final int[] LABELS = {1, 3};

  private static double[] expected(String name) throws IOException {
    try (InputStream in = InnerReferenceTest.class.getResourceAsStream("inner.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(" "))
          .filter(parts -> parts[0].equals(name))
          .findFirst()
          .map(parts -> Arrays.stream(parts).skip(1).mapToDouble(Double::parseDouble).toArray())
          .orElseThrow();
    }
  }

  /** Values of [0,1], normalised. */
  private static INDArray images(long seed, int count) {
    float[] values = new float[count * VALUES];
    for (int i = 0; i < values.length; i++) {
      int c = i / (SIDE * SIDE) % 3;
      double pixel = Randomness.of(seed).uniform(i);
      Normalisation units = Normalisation.IMAGENET;
      values[i] = (float) ((pixel - units.mean(c)) / units.deviation(c));
    }
    return Floats.array(values, count, 3, SIDE, SIDE);
  }

  private static <S extends Record> S settings(Class<S> type, String norm, Map<String, ?> values) {
    Map<String, Object> all = new HashMap<>(values);
    all.put("steps", STEPS);
    all.put("norm", norm.equals("linf") ? "l-infinity" : "l2");
    return Settings.bind(type, all, "attack");
  }

  @ParameterizedTest
  @CsvSource({"linf, l4a, 0, 1", "linf, ugs, 2, 0.01", "l2, l4a, 0, 1", "l2, ugs, 2, 0.01"})
  void thePerturbationIsPyTorchs(String norm, String name, int gaussians, double weight)
      throws IOException {
    double epsilon = norm.equals("linf") ? 8 / 255.0 : 0.5;
    UniversalSettings settings =
        settings(
            UniversalSettings.class,
            norm,
            Map.of("gaussians", gaussians, "image-weight", weight, "step", epsilon / 10));
    ThreatModel threat = new Universal().threatModel(settings, Protocol.STRICT);
    try (Lift lift = new Lift(new SmallNetwork(), threat, settings, SIDE, Randomness.of(7))) {
      for (int i = 0; i < STEPS; i++) {
        lift.step(images(14, 2));
      }
      compare(norm + "/" + name, Floats.copy(lift.change()), 1);
    }
  }

  @ParameterizedTest
  @CsvSource({"linf", "l2"})
  void imitationsArePyTorchs(String norm) throws IOException {
    MimicrySettings settings =
        settings(MimicrySettings.class, norm, Map.of("stage", 1, "random-start", false));
    ThreatModel threat = new Mimicry().threatModel(settings, Protocol.STRICT);
    StateDict guides =
        StateDict.of(
            Map.of("images", images(15, 3), "classes", Floats.array(new float[] {1, 2, 3}, 3)));
    INDArray clean = images(14, 2);
    INDArray adversarial = clean.dup('c');
    List<Randomness> streams = List.of(Randomness.of(5).at(0), Randomness.of(5).at(1));
    new Mimicry()
        .perturb(
            List.of(new SmallNetwork()),
            threat,
            new AttackBatch(clean, adversarial, LABELS, streams, guides),
            settings);
    compare(norm + "/mimicry", Floats.copy(adversarial), EVERY);
    assertEquals(images(14, 2), clean, "the clean images are as they were");
  }

  private static void compare(String name, float[] ended, int every) throws IOException {
    double[] expected = expected(name);
    assertEquals((ended.length + every - 1) / every, expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], ended[i * every], 2e-5, name + " " + i);
    }
  }
}
