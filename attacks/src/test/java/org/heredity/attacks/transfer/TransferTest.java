package org.heredity.attacks.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.heredity.api.Protocol;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.attack.ThreatModel.Goal;
import org.heredity.api.config.Settings;
import org.heredity.api.config.UsageException;
import org.heredity.data.Randomness;
import org.heredity.engine.Objective;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The attack on a network in closed form. */
@Tag("slow")
class TransferTest {
  private static final Map<String, Object> SMALL =
      Map.of("target", 3, "steps", 3, "random-start", true);

  private static Case small(String preset, Map<String, ?> over) {
    Map<String, Object> all = new HashMap<>(SMALL);
    switch (preset) {
      case "sia", "bsr" -> all.put("copies", 3);
      case "vmi", "vni", "pgn", "vmi-si-ti-di" -> all.put("neighbours", 3);
      default -> {}
    }
    all.putAll(over);
    return Case.of(preset, all);
  }

  static Stream<Arguments> presetsAndNorms() {
    return Published.presets().keySet().stream()
        .flatMap(
            preset ->
                Stream.of("l-infinity", "l2")
                    .map(norm -> Arguments.of(preset, Map.of("norm", norm))));
  }

  /** An image's result does not depend on its batch, its place there, memory, or threads. */
  @ParameterizedTest
  @MethodSource("presetsAndNorms")
  void batchesDoNotMatter(String preset, Map<String, Object> norm) throws Exception {
    Map<String, Object> settings = new HashMap<>(norm);
    settings.put("restarts", 2);
    Case attack = small(preset, settings);
    List<SmallNetwork> models = List.of(new SmallNetwork(), new SmallNetwork());
    float[][] together = attack.run(models, 0, 1, 2);
    float[][] turned = attack.run(List.of(new SmallNetwork(1), new SmallNetwork(1)), 2, 0);
    ForkJoinPool one = new ForkJoinPool(1);
    try {
      assertArrayEquals(together[1], one.submit(() -> attack.run(models, 1)).get()[0]);
    } finally {
      one.shutdown();
    }
    assertArrayEquals(together[0], turned[1]);
    assertArrayEquals(together[2], turned[0]);
  }

  @ParameterizedTest
  @MethodSource("presetsAndNorms")
  void keepsToTheThreatModel(String preset, Map<String, Object> norm) {
    Case attack = small(preset, norm);
    float[][] clean = ImageArrays.read(attack.clean(0, 1));
    float[][] ended = attack.run(List.of(new SmallNetwork()), 0, 1);
    for (int n = 0; n < clean.length; n++) {
      double greatest = 0;
      double squares = 0;
      for (int i = 0; i < clean[n].length; i++) {
        int c = i / (clean[n].length / Frame.CHANNELS);
        double change =
            ((double) ended[n][i] - clean[n][i]) * attack.threat().normalisation().deviation(c);
        greatest = Math.max(greatest, Math.abs(change));
        squares += change * change;
        assertTrue(ended[n][i] >= attack.threat().ball().low()[c]);
        assertTrue(ended[n][i] <= attack.threat().ball().high()[c]);
      }
      double distance = norm.containsValue("l2") ? Math.sqrt(squares) : greatest;
      assertTrue(distance <= attack.threat().epsilon() + 1e-6, "moved " + distance);
      assertTrue(distance >= 0.5 * attack.threat().epsilon(), "moved only " + distance);
    }
    assertArrayEquals(clean[0], ImageArrays.read(attack.clean(0))[0], "clean images stay");
  }

  @Test
  void computesEachGradientOnce() {
    Map<String, Integer> cost =
        Map.of("mi", 1, "si", 5, "sia", 3, "vmi-si-ti-di", 5 + 3 * 5 * 2 / 3, "pgn", 2 * 3);
    cost.forEach(
        (preset, evaluations) -> {
          SmallNetwork network = new SmallNetwork();
          small(preset, Map.of()).run(List.of(network), 0, 1);
          // The last step's variance is of no use, so that three steps have two.
          assertEquals(2 * 3 * evaluations, network.gradients(), preset);
        });
  }

  @Test
  void restartsNeverLowerTheObjective() {
    double[] before = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, 0};
    boolean rose = false;
    for (int restarts : new int[] {1, 2, 6}) {
      Map<String, Object> settings =
          Map.of("restarts", restarts, "steps", 1, "step", 0.001, "momentum", 0);
      float[][] ended = Case.of("mi", settings).run(List.of(new SmallNetwork()), 0, 1);
      for (int n = 0; n < 2; n++) {
        double value = value(ended[n]);
        assertTrue(value >= before[n], value + " is under " + before[n]);
        rose |= restarts > 1 && value > before[n];
        before[n] = value;
      }
    }
    assertTrue(rose, "no restart was of use");
  }

  private static double value(float[] image) {
    INDArray array = ImageArrays.create(1, Case.SIDE);
    ImageArrays.write(new float[][] {image}, array);
    Objective objective =
        new Transfer().objective(new int[1], Case.of("mi", Map.of()).settings()).orElseThrow();
    INDArray features = new SmallNetwork().features(array);
    return objective.evaluate(features, features.ulike());
  }

  @Test
  void leadsToTheClassThatWasAskedFor() {
    for (String wanted : List.of("0", "next", "random")) {
      Map<String, Object> settings =
          Map.of("objective", "cross-entropy", "target-class", wanted, "epsilon", 0.5, "steps", 40);
      Case attack = Case.of("mi", settings);
      assertEquals(Goal.TARGETED, attack.threat().goal());
      float[][] ended = attack.run(List.of(new SmallNetwork()), 0, 1);
      INDArray array = ImageArrays.create(2, Case.SIDE);
      ImageArrays.write(ended, array);
      INDArray logits = new SmallNetwork().logits(array);
      for (int n = 0; n < 2; n++) {
        int found = logits.getRow(n).argMax().getInt();
        int expected =
            TargetClass.parse(wanted)
                .of(Case.label(n), Case.CLASSES, Randomness.of(5).at(n))
                .orElseThrow();
        assertEquals(expected, found, wanted);
        assertNotEquals(Case.label(n), found);
      }
    }
  }

  @Test
  void aDrawnClassIsAnyOther() {
    boolean[] seen = new boolean[5];
    for (int i = 0; i < 200; i++) {
      seen[TargetClass.parse("random").of(2, 5, Randomness.of(i)).orElseThrow()] = true;
    }
    assertEquals("[true, true, false, true, true]", Arrays.toString(seen));
  }

  @Test
  void anImageOfTheFixedClassIsLedAway() {
    Map<String, Object> led = Map.of("objective", "cross-entropy", "target-class", "1");
    Map<String, Object> away = Map.of("objective", "cross-entropy");
    assertArrayEquals(
        Case.of("mi", away).run(List.of(new SmallNetwork()), 0),
        Case.of("mi", led).run(List.of(new SmallNetwork()), 0));
    assertFalse(
        Arrays.equals(
            Case.of("mi", away).run(List.of(new SmallNetwork()), 1)[0],
            Case.of("mi", led).run(List.of(new SmallNetwork()), 1)[0]));
  }

  @Test
  void refusesWhatCannotBe() {
    assertRefused(Map.of("target-class", "1"), "'objective' to cross-entropy");
    assertRefused(
        Map.of("objective", "cross-entropy", "target-class", "dog"),
        "expected the number of a class, next or random, got 'dog'");
    assertRefused(Map.of("translate", 4), "expected 0 or an odd number from 3, got 4");
    assertRefused(Map.of("nesterov", true, "momentum", 0), "'momentum' is 0");
    assertRefused(Map.of("copies", 3), "the same image 3 times");
    Case missing = Case.of("mi", Map.of("objective", "cross-entropy", "target-class", 4));
    UsageException e =
        assertThrows(UsageException.class, () -> missing.run(List.of(new SmallNetwork()), 0));
    assertEquals(
        "'target-class': there is no class 4, the target has 0 to 3; take one of them, next or"
            + " random",
        e.getMessage());
  }

  private static void assertRefused(Map<String, Object> settings, String words) {
    UsageException e =
        assertThrows(
            UsageException.class,
            () -> Settings.bind(Transfer.Settings.class, settings, "transfer"));
    assertTrue(e.getMessage().contains(words), e.getMessage());
    assertTrue(e.getMessage().startsWith("option 'transfer': "), e.getMessage());
  }

  @Test
  void everyPresetBinds() {
    Published.presets()
        .forEach(
            (name, values) -> {
              Transfer.Settings settings = Settings.bind(Transfer.Settings.class, values, name);
              ThreatModel threat = new Transfer().threatModel(settings, Protocol.STRICT);
              assertEquals(threat.epsilon() / 10, settings.climb().stepSize(threat), 1e-12);
              assertFalse(threat.randomStart());
            });
  }

  /** What reports are told is ascended is what is ascended. */
  @Test
  void tellsWhatItAscends() {
    int[] labels = {2, 0};
    assertTrue(objective(labels, Map.of()).isPresent());
    Map<String, Object> random = Map.of("objective", "cross-entropy", "target-class", "random");
    assertTrue(objective(labels, random).isEmpty());
    Map<String, Object> fixed = Map.of("objective", "cross-entropy", "target-class", 0);
    INDArray logits = Nd4j.createFromArray(new float[][] {{0, 1}, {2, 3}});
    INDArray gradient = logits.ulike();
    int[] classes = {1, 0};
    double value = objective(classes, fixed).orElseThrow().evaluate(logits, gradient);
    double loss = Math.log(1 + Math.E);
    assertEquals((-loss + loss) / 2, value, 1e-6);
    assertEquals(1 / (1 + Math.exp(-1)) / 2, gradient.getDouble(0, 0), 1e-6);
  }

  private static Optional<Objective> objective(int[] labels, Map<String, Object> values) {
    return new Transfer()
        .objective(labels, Settings.bind(Transfer.Settings.class, values, "transfer"));
  }
}
