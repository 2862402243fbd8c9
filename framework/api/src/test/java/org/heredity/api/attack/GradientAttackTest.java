package org.heredity.api.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.heredity.api.Protocol;
import org.heredity.api.attack.ThreatModel.Norm;
import org.heredity.api.config.Settings;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.Objective;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The frame, filled as a plug-in would, on a small network. */
class GradientAttackTest {
  private static final int IMAGES = 2;
  private static final int SIDE = 32;
  private static final int[] LABELS = {2, 0};
  private static final NetworkSpec SPEC = new NetworkSpec(Architectures.resnet18(), 8, 3, SIDE);

  /** The least that an attack of another norm has to say. */
  private static class L2 extends GradientAttack<IterativeSettings> {
    @Override
    public String name() {
      return "l2";
    }

    @Override
    public String description() {
      return "";
    }

    @Override
    public Class<IterativeSettings> settings() {
      return IterativeSettings.class;
    }

    @Override
    public boolean needsTargetHead(IterativeSettings settings) {
      return true;
    }

    @Override
    protected Norm norm(IterativeSettings settings) {
      return Norm.L2;
    }

    @Override
    protected Objective maximised(int[] labels, IterativeSettings settings) {
      return CrossEntropyObjective.awayFrom(labels);
    }

    @Override
    protected IterativeSettings iterations(IterativeSettings settings) {
      return settings;
    }
  }

  private static StateDict weights() {
    try (Network network = Network.create(SPEC, Randomness.of(1))) {
      return network.stateDict();
    }
  }

  /** Normalised images of grey levels within [0,1] and within [-2.2, 2.2]. */
  private static INDArray clean() {
    float[] values = new float[IMAGES * 3 * SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = 3 * Randomness.of(4).uniform(i) - 1.5f;
    }
    return Nd4j.create(values, new long[] {IMAGES, 3, SIDE, SIDE}, 'c');
  }

  private static double distance(ThreatModel threat, INDArray clean, INDArray adversarial, int n) {
    double squares = 0;
    for (int c = 0; c < 3; c++) {
      INDArray change = adversarial.slice(n).slice(c).sub(clean.slice(n).slice(c));
      squares += Math.pow(change.norm2Number().doubleValue() / threat.scaled(1)[c], 2);
    }
    return Math.sqrt(squares);
  }

  private static double value(FrozenNetwork network, INDArray images) {
    INDArray logits = network.logits(images);
    return CrossEntropyObjective.awayFrom(LABELS).evaluate(logits, logits.ulike());
  }

  private static IterativeSettings bound(Map<String, Object> values) {
    return Settings.bind(IterativeSettings.class, values, "l2");
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void ascendsWithinAnL2BallNearlyToItsRim(Protocol protocol) {
    L2 attack = new L2();
    IterativeSettings settings = bound(Map.of("steps", 12));
    ThreatModel threat = attack.threatModel(settings, protocol);
    assertEquals(Norm.L2, threat.norm());
    INDArray clean = clean();
    INDArray adversarial = clean.dup('c');
    try (FrozenNetwork network = FrozenNetwork.of(SPEC, weights())) {
      double before = value(network, clean);
      attack.perturb(
          List.of(network), threat, AttackBatch.of(clean, adversarial, LABELS, 0), settings);
      assertTrue(value(network, adversarial) > before + 1e-3);
    }
    for (int n = 0; n < IMAGES; n++) {
      double share = distance(threat, clean, adversarial, n) / threat.epsilon();
      assertTrue(share > 0.9 && share < 1 + 1e-5, "of epsilon: " + share);
    }
  }

  @Test
  void anAttackMayBringAStepRuleWithAState() {
    List<String> events = new ArrayList<>();
    L2 attack =
        new L2() {
          @Override
          protected StepRule stepRule(ThreatModel threat, IterativeSettings settings) {
            StepRule steepest = StepRule.steepest(threat, 0.1);
            return new StepRule() {
              @Override
              public void move(AttackBatch batch, INDArray gradient, int iteration) {
                steepest.move(batch, gradient, iteration);
                events.add("step " + iteration);
              }

              @Override
              public void close() {
                events.add("closed");
              }
            };
          }
        };
    IterativeSettings settings = bound(Map.of("steps", 2));
    ThreatModel threat = attack.threatModel(settings, Protocol.STRICT);
    INDArray clean = clean();
    INDArray adversarial = clean.dup('c');
    try (FrozenNetwork network = FrozenNetwork.of(SPEC, weights())) {
      attack.perturb(
          List.of(network), threat, AttackBatch.of(clean, adversarial, LABELS, 0), settings);
    }
    assertEquals(List.of("step 0", "step 1", "closed"), events);
    double moved = distance(threat, clean, adversarial, 0);
    assertTrue(moved > 0.1 && moved < 0.2 + 1e-5, "two steps of 0.1, within 0.5: " + moved);
  }

  @Test
  void aTargetedAttackComesCloserToItsClass() {
    L2 attack =
        new L2() {
          @Override
          protected Objective maximised(int[] labels, IterativeSettings settings) {
            return CrossEntropyObjective.towards(LABELS);
          }
        };
    IterativeSettings settings = bound(Map.of("steps", 5));
    ThreatModel threat = attack.threatModel(settings, Protocol.STRICT);
    INDArray clean = clean();
    INDArray adversarial = clean.dup('c');
    try (FrozenNetwork network = FrozenNetwork.of(SPEC, weights())) {
      double before = value(network, clean);
      attack.perturb(
          List.of(network), threat, AttackBatch.of(clean, adversarial, LABELS, 0), settings);
      assertTrue(value(network, adversarial) < before - 1e-3);
    }
  }
}
