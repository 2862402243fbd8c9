package org.heredity.attacks.autoattack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.heredity.api.Protocol;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.attack.ThreatModel.Norm;
import org.heredity.api.config.Settings;
import org.heredity.api.config.UsageException;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.memory.Floats;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** All members, on a network that computes image by image. */
@Tag("slow")
class AutoAttackTest {
  private static final int IMAGES = 12;
  private static final Map<String, String> FEW =
      Map.of("square", "queries", "apgd-ce", "iterations", "apgd-t", "iterations");

  static Stream<Arguments> members() {
    return AutoAttack.members().stream()
        .flatMap(
            member ->
                Stream.of(Norm.values())
                    .flatMap(
                        norm ->
                            Stream.of(Protocol.values())
                                .map(protocol -> Arguments.of(member, norm, protocol))));
  }

  /** Of a budget by which some images fall; a small part of it saves all. */
  private static <S extends Record> S settings(Attack<S> member, Norm norm, Protocol protocol) {
    return settings(member, norm, protocol, 1);
  }

  private static <S extends Record> S settings(
      Attack<S> member, Norm norm, Protocol protocol, double share) {
    Map<String, Object> values = new HashMap<>();
    values.put("norm", norm == Norm.L2 ? "l2" : "l-infinity");
    double pixels = share * (norm == Norm.L2 ? 0.15 : 0.05);
    values.put("epsilon", protocol == Protocol.STRICT ? pixels : 4 * pixels);
    values.put(FEW.getOrDefault(member.name(), "iterations"), 20);
    return Settings.bind(member.settings(), values, member.name());
  }

  /** The second half beyond the range of images, too, as white is under the protocol paper. */
  private static float[] images() {
    float[] values = new float[IMAGES * ToyNetwork.SIZE];
    for (int i = 0; i < values.length; i++) {
      float high = i < values.length / 2 ? 2 : 2.4f;
      values[i] = Math.max(-2, Math.min(high, 5 * Randomness.of(8).uniform(i) - 2.5f));
    }
    return values;
  }

  /** Every third label is wrong. */
  private static int[] labels(ToyNetwork network) {
    int[] labels;
    try (INDArray images = array(images(), IMAGES)) {
      labels = Floats.argMax(network.logits(images));
    }
    for (int n = 0; n < IMAGES; n += 3) {
      labels[n] = (labels[n] + 1) % network.classes();
    }
    return labels;
  }

  private static INDArray array(float[] values, int images) {
    return Floats.array(values, images, 3, ToyNetwork.SIDE, ToyNetwork.SIDE);
  }

  /** Results of the images at some places, attacked as one batch. */
  private static <S extends Record> float[][] attacked(
      ToyNetwork network, Attack<S> member, ThreatModel threat, S settings, int... places) {
    float[] all = images();
    int[] labels = labels(network);
    float[] some = new float[places.length * ToyNetwork.SIZE];
    for (int n = 0; n < places.length; n++) {
      System.arraycopy(
          all, places[n] * ToyNetwork.SIZE, some, n * ToyNetwork.SIZE, ToyNetwork.SIZE);
    }
    try (INDArray clean = array(some, places.length);
        INDArray adversarial = clean.dup('c')) {
      member.perturb(
          List.of(network),
          threat,
          new AttackBatch(
              clean,
              adversarial,
              Arrays.stream(places).map(place -> labels[place]).toArray(),
              Arrays.stream(places).mapToObj(Randomness.of(3)::at).toList(),
              StateDict.of(Map.of())),
          settings);
      assertArrayEquals(some, Floats.copy(clean), "clean images are not written to");
      float[] result = Floats.copy(adversarial);
      return IntStream.range(0, places.length)
          .mapToObj(n -> Arrays.copyOfRange(result, n * ToyNetwork.SIZE, (n + 1) * ToyNetwork.SIZE))
          .toArray(float[][]::new);
    }
  }

  @ParameterizedTest
  @MethodSource("members")
  <S extends Record> void keepsToTheThreatModelAndLeavesAloneWhatIsWrong(
      Attack<S> member, Norm norm, Protocol protocol) {
    S settings = settings(member, norm, protocol);
    ThreatModel threat = member.threatModel(settings, protocol);
    assertEquals(norm, threat.norm());
    ToyNetwork network = new ToyNetwork(List.of());
    float[][] results =
        attacked(network, member, threat, settings, IntStream.range(0, IMAGES).toArray());
    int[] labels = labels(network);
    int fooled = 0;
    for (int n = 0; n < IMAGES; n++) {
      float[] clean = Arrays.copyOfRange(images(), n * ToyNetwork.SIZE, (n + 1) * ToyNetwork.SIZE);
      float[] projected = results[n].clone();
      try (INDArray from = array(clean, 1);
          INDArray to = array(projected, 1)) {
        threat.ball().project(from, to);
        assertArrayEquals(Floats.copy(to), results[n], 3e-7f, "is where the ball has it");
        if (n % 3 == 0) {
          INDArray left = from.dup('c');
          threat.ball().project(from, left);
          assertArrayEquals(Floats.copy(left), results[n], 3e-7f, "was wrong before");
        } else if (Floats.argMax(network.logits(array(results[n], 1)))[0] != labels[n]) {
          fooled++;
        }
      }
    }
    assertTrue(fooled > 0, member.name() + " fooled none");
  }

  /** FAB has none: it looks for the nearest adversarial, not for the worst image within epsilon. */
  @ParameterizedTest
  @MethodSource("members")
  <S extends Record> void theBestPointIsTheResultWhereNothingIsFound(
      Attack<S> member, Norm norm, Protocol protocol) {
    S settings = settings(member, norm, protocol, 0.0005);
    ThreatModel threat = member.threatModel(settings, protocol);
    ToyNetwork network = new ToyNetwork(List.of());
    float[][] results = attacked(network, member, threat, settings, 1, 2, 4, 5);
    int[] labels = labels(network);
    int nearer = 0;
    for (int n = 0; n < results.length; n++) {
      int place = new int[] {1, 2, 4, 5}[n];
      float[] clean =
          Arrays.copyOfRange(images(), place * ToyNetwork.SIZE, (place + 1) * ToyNetwork.SIZE);
      try (INDArray from = array(clean, 1);
          INDArray to = array(results[n], 1)) {
        INDArray start = from.dup('c');
        threat.ball().project(from, start);
        if (member.name().equals("fab-t")) {
          assertArrayEquals(Floats.copy(start), results[n], 3e-7f);
          continue;
        }
        float[] before = Floats.copy(network.logits(start));
        float[] after = Floats.copy(network.logits(to));
        nearer += lead(after, labels[place]) < lead(before, labels[place]) ? 1 : 0;
      }
    }
    assertEquals(member.name().equals("fab-t") ? 0 : 4, nearer);
  }

  private static double lead(float[] logits, int label) {
    int[] top = Ranking.top(2, logits);
    assertEquals(label, top[0]);
    return (double) logits[label] - logits[top[1]];
  }

  @ParameterizedTest
  @MethodSource("members")
  <S extends Record> void batchesAndOrderDoNotMatter(
      Attack<S> member, Norm norm, Protocol protocol) {
    S settings = settings(member, norm, protocol);
    ThreatModel threat = member.threatModel(settings, protocol);
    ToyNetwork network = new ToyNetwork(List.of());
    float[][] whole =
        attacked(network, member, threat, settings, IntStream.range(0, IMAGES).toArray());
    float[][] turned =
        attacked(
            network,
            member,
            threat,
            settings,
            IntStream.range(0, IMAGES).map(n -> IMAGES - 1 - n).toArray());
    float[][] some = attacked(network, member, threat, settings, 4, 1, 11);
    for (int n = 0; n < IMAGES; n++) {
      assertArrayEquals(whole[n], turned[IMAGES - 1 - n]);
    }
    assertArrayEquals(whole[4], some[0]);
    assertArrayEquals(whole[1], some[1]);
    assertArrayEquals(whole[11], attacked(network, member, threat, settings, 11)[0]);
  }

  @ParameterizedTest
  @MethodSource("members")
  <S extends Record> void whatIsWrongCostsNothing(Attack<S> member, Norm norm, Protocol protocol) {
    S settings = settings(member, norm, protocol);
    ToyNetwork network = new ToyNetwork(List.of());
    labels(network);
    int before = network.asked();
    attacked(network, member, member.threatModel(settings, protocol), settings, 0, 3, 6, 9);
    assertEquals(4 + IMAGES, network.asked() - before, "the clean images once, and the labels");
  }

  @ParameterizedTest
  @MethodSource("members")
  <S extends Record> void fewClassesDo(Attack<S> member, Norm norm, Protocol protocol) {
    S settings = settings(member, norm, protocol);
    ThreatModel threat = member.threatModel(settings, protocol);
    for (int classes = 1; classes <= 3; classes++) {
      ToyNetwork network = new ToyNetwork(List.of(), classes);
      float[][] results = attacked(network, member, threat, settings, 1, 2, 4, 5, 7, 8);
      assertEquals(6, results.length);
    }
  }

  @Test
  void theDefaultsAreTheStandardVersions() {
    Apgd.Settings apgd = Settings.bind(Apgd.Settings.class, Map.of(), "");
    assertEquals(100, apgd.iterations());
    assertEquals(1, apgd.restarts());
    assertEquals(Norm.L_INFINITY, apgd.budget().norm());
    for (Targets targets :
        List.of(
            Settings.bind(TargetedApgd.Settings.class, Map.of(), "").search(),
            Settings.bind(TargetedFab.Settings.class, Map.of(), "").search())) {
      assertEquals(new Targets(9, 100, 1), targets);
    }
    Square.Settings square = Settings.bind(Square.Settings.class, Map.of(), "");
    assertEquals(5000, square.queries());
    assertEquals(1, square.restarts());
  }

  @Test
  void targetsAreBoundedByTheClasses() {
    assertEquals(9, new Targets(9, 100, 1).rounds(10));
    assertEquals(10, new Targets(9, 100, 2).rounds(6));
    assertEquals(1, new Targets(9, 100, 2).target(3));
  }

  @Test
  void settingsHaveRanges() {
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("iterations", 0), Map.of("targets", 0), Map.of("norm", "l1"))) {
      assertThrows(
          UsageException.class, () -> Settings.bind(TargetedApgd.Settings.class, wrong, "apgd-t"));
    }
    assertThrows(
        UsageException.class,
        () -> Settings.bind(Square.Settings.class, Map.of("queries", 0), "square"));
  }
}
