package org.heredity.attacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.heredity.api.Protocol;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.GradientAttack;
import org.heredity.api.attack.PenultimateObjective;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.config.Settings;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.LinfBall;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.Objective;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Gradient attacks on a small network. */
@Tag("slow")
class GradientAttackTest {
  private static final int IMAGES = 3;
  private static final int SIDE = 32;
  private static final int[] LABELS = {2, 0, 1};
  private static final NetworkSpec SPEC = new NetworkSpec(Architectures.resnet18(), 8, 3, SIDE);

  static Stream<Arguments> attacks() {
    return Stream.of(Protocol.values())
        .flatMap(
            protocol ->
                Stream.of(new PenultimatePgd(), new Pgd(), new Fgsm())
                    .map(attack -> Arguments.of(attack, protocol)));
  }

  private static StateDict weights() {
    try (Network network = Network.create(SPEC, Randomness.of(1))) {
      return network.stateDict();
    }
  }

  /** Images within the ball's bounds, a good part of the values at them. */
  private static INDArray clean(LinfBall ball) {
    float[] values = new float[IMAGES * 3 * SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      int channel = i / (SIDE * SIDE) % 3;
      float value = 6 * Randomness.of(4).uniform(i) - 3;
      values[i] = Math.max(ball.low()[channel], Math.min(ball.high()[channel], value));
    }
    return Nd4j.create(values, new long[] {IMAGES, 3, SIDE, SIDE}, 'c');
  }

  @ParameterizedTest
  @MethodSource("attacks")
  <S extends Record> void ascendsWithinTheBudget(GradientAttack<S> attack, Protocol protocol) {
    S settings = Settings.bind(attack.settings(), Map.of(), attack.name());
    ThreatModel threat = attack.threatModel(settings, protocol);
    LinfBall ball = (LinfBall) threat.ball();
    INDArray clean = clean(ball);
    INDArray before = clean.dup();
    INDArray adversarial = clean.dup();
    StateDict weights = weights();
    String digest = weights.digest();
    try (FrozenNetwork network = FrozenNetwork.of(SPEC, weights)) {
      String observed = observed(network, clean);
      attack.perturb(
          List.of(network), threat, AttackBatch.of(clean, adversarial, LABELS, 0), settings);
      assertEquals(digest, weights.digest(), "an attack changes no parameter");
      assertEquals(observed, observed(network, clean), "nor what the network computes");
      Objective objective = attack.objective(LABELS, settings).orElseThrow();
      double start = value(network, objective, clean);
      double end = value(network, objective, adversarial);
      assertTrue(end > start, end + " is not over " + start);
    }
    assertEquals(before, clean, "clean images are not written to");
    float[] from = clean.data().asFloat();
    float[] to = adversarial.data().asFloat();
    double farthest = 0;
    for (int i = 0; i < to.length; i++) {
      int channel = i / (SIDE * SIDE) % 3;
      double share = Math.abs(to[i] - from[i]) / ball.epsilon()[channel];
      farthest = Math.max(farthest, share);
      assertTrue(share <= 1 + 1e-4, "moved " + share + " of the budget");
      assertTrue(to[i] >= ball.low()[channel] && to[i] <= ball.high()[channel], "at " + to[i]);
    }
    assertEquals(1, farthest, 1e-4, "the budget is used");
  }

  /** Of all that is computed of images, with running statistics, and with batch norm folded. */
  private static String observed(FrozenNetwork network, INDArray images) {
    Map<String, INDArray> seen = new LinkedHashMap<>();
    seen.put("logits", network.logits(images));
    network.observe(
        images,
        (convolution, in, out) -> {
          seen.put(convolution + ".in", in.dup());
          seen.put(convolution + ".out", out.dup());
        });
    return StateDict.of(seen).digest();
  }

  private static double value(FrozenNetwork network, Objective objective, INDArray images) {
    INDArray outputs =
        objective.output().equals(Objective.Output.FEATURES)
            ? network.features(images)
            : network.logits(images);
    return objective.evaluate(outputs, Nd4j.create(DataType.FLOAT, outputs.shape()));
  }

  @Test
  void moreStepsComeFarther() {
    PenultimatePgd attack = new PenultimatePgd();
    double[] reached = new double[2];
    for (int i = 0; i < 2; i++) {
      PenultimatePgd.Settings settings =
          Settings.bind(PenultimatePgd.Settings.class, Map.of("steps", i == 0 ? 2 : 20), "");
      ThreatModel threat = attack.threatModel(settings, Protocol.STRICT);
      INDArray clean = clean((LinfBall) threat.ball());
      INDArray adversarial = clean.dup();
      try (FrozenNetwork network = FrozenNetwork.of(SPEC, weights())) {
        attack.perturb(
            List.of(network), threat, AttackBatch.of(clean, adversarial, LABELS, 0), settings);
        reached[i] = value(network, new PenultimateObjective(settings.target()), adversarial);
      }
    }
    assertTrue(reached[1] > reached[0], reached[1] + " is not over " + reached[0]);
  }

  @Test
  void noiseLeavesTheStartAsItIs() {
    Noise noise = new Noise();
    Noise.Settings settings = Settings.bind(Noise.Settings.class, Map.of(), "");
    ThreatModel threat = noise.threatModel(settings, Protocol.STRICT);
    assertTrue(threat.randomStart());
    INDArray start = clean((LinfBall) threat.ball());
    INDArray adversarial = start.dup();
    noise.perturb(List.of(), threat, AttackBatch.of(start, adversarial, LABELS, 0), settings);
    assertEquals(start, adversarial);
  }
}
