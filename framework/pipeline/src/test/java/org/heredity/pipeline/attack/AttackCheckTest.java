package org.heredity.pipeline.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.heredity.api.Protocol;
import org.heredity.api.attack.CrossEntropyObjective;
import org.heredity.api.attack.GradientAttack;
import org.heredity.api.attack.IterativeSettings;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.config.Setting;
import org.heredity.api.method.Teacher;
import org.heredity.api.result.AttackCheckResult;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.AttackedNetwork;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.Objective;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.zoo.Architectures;
import org.heredity.pipeline.cache.Cache;
import org.heredity.pipeline.config.AttackConfig;
import org.heredity.pipeline.input.TargetWork;
import org.heredity.pipeline.progress.SuiteListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

class AttackCheckTest {
  private static final ThreatModel BALL = ThreatModel.linf(8 / 255.0, ThreatModel.Unit.PIXEL);

  private static final NetworkSpec SPEC = new NetworkSpec(Architectures.resnet18(), 8, 2, 32);
  private static final StateDict WEIGHTS = weights();

  private static StateDict weights() {
    try (Network network = Network.create(SPEC, Randomness.of(1))) {
      return network.stateDict();
    }
  }

  /** Features that are the images themselves, one value each. */
  private static final class Identity implements AttackedNetwork {
    @Override
    public int classes() {
      throw new AssertionError("a detector has classes of its own");
    }

    @Override
    public INDArray logits(INDArray images) {
      throw new AssertionError("the head is replaced");
    }

    @Override
    public INDArray features(INDArray images) {
      return images.reshape(images.size(0), images.length() / images.size(0)).dup('c');
    }

    @Override
    public double inputGradient(INDArray images, Objective objective, INDArray gradient) {
      try (INDArray features = features(images);
          INDArray slope = features.ulike()) {
        double value = objective.evaluate(features, slope);
        gradient.assign(slope.reshape(gradient.shape()));
        return value;
      }
    }
  }

  @Test
  void aDetectorSaysHowFarAnImageCame() {
    float[] direction = {2, -1, 0};
    PlantedNetwork network = new PlantedNetwork(new Identity(), direction, 1, 5, 0.5);
    INDArray image = Floats.array(new float[] {2, 1, 7}, 1, 3, 1, 1);
    assertEquals(0.5, network.reached(image), 1e-6, "2*2 - 1 is half of 1 to 5");
    assertEquals(0, network.logits(image).getDouble(0, PlantedNetwork.PLANTED), 1e-5);
    INDArray gradient = image.ulike();
    double loss =
        network.inputGradient(image, CrossEntropyObjective.awayFrom(new int[] {0}), gradient);
    assertEquals(Math.log(2), loss, 1e-5);
    // Half (its probability) of 10 / (5 - 1) of the direction.
    assertEquals(2.5, gradient.getDouble(0), 1e-4);
    assertEquals(-1.25, gradient.getDouble(1), 1e-4);
    assertEquals(0, gradient.getDouble(2), 0);
  }

  /** Settings of {@link Pgd}. */
  record Steps(@Setting(value = "number of steps", byDefault = "40") int steps) {}

  /** Away from the class, or from nothing. */
  private static final class Pgd extends GradientAttack<Steps> {
    @Override
    public String name() {
      return "pgd";
    }

    @Override
    public String description() {
      return "";
    }

    @Override
    public Class<Steps> settings() {
      return Steps.class;
    }

    @Override
    public boolean needsTargetHead(Steps settings) {
      return true;
    }

    @Override
    protected Objective maximised(int[] labels, Steps settings) {
      return CrossEntropyObjective.awayFrom(labels);
    }

    @Override
    protected IterativeSettings iterations(Steps settings) {
      return new IterativeSettings(Optional.empty(), Optional.empty(), settings.steps(), true);
    }
  }

  private static AttackCheckResult check(Path root, int steps, double epsilon) {
    PlannedAttack<Steps> attack =
        PlannedAttack.of(
                "pgd", new AttackConfig<>("pgd", new Pgd(), new Steps(steps)), Protocol.STRICT)
            .withEpsilon(epsilon);
    TargetWork target =
        TargetWork.of(
            "pictures",
            Fixtures.dataset(20, 24),
            Protocol.STRICT,
            new Teacher(SPEC, WEIGHTS, "teacher", "drawn"),
            0);
    Cache cache = Cache.in(root, SuiteListener.SILENT, Duration.ofHours(1));
    return new AttackCheck(cache, 1, 16)
        .run(target, attack, BALL, "teacher", () -> FrozenNetwork.of(SPEC, WEIGHTS));
  }

  @Test
  @Tag("slow")
  void aSoundAttackFindsWhatIsPlantedAndAWeakOneDoesNot(@TempDir Path root) {
    AttackCheckResult sound = check(root, 40, 8 / 255.0);
    assertEquals(16, sound.images());
    assertEquals(16, sound.found());
    assertEquals(0, sound.byNoise(), "what noise finds would prove nothing");
    assertTrue(check(root, 1, 8 / 255.0).found() < 8, "one step");
    assertTrue(check(root, 40, 1 / 255.0).found() < 8, "an eighth of the epsilon");
    assertEquals(sound, check(root, 40, 8 / 255.0), "cached");
  }

  @Test
  void onlyAnAttackThatLeadsAwayFromAClassIsChecked() {
    PlannedAttack<Steps> away =
        PlannedAttack.of(
            "pgd", new AttackConfig<>("pgd", new Pgd(), new Steps(1)), Protocol.STRICT);
    assertTrue(AttackCheck.applies(away));
    assertFalse(
        PlantedNetwork.raised(CrossEntropyObjective.towards(new int[] {PlantedNetwork.CLEAN})));
    assertTrue(
        PlantedNetwork.raised(CrossEntropyObjective.towards(new int[] {PlantedNetwork.PLANTED})));
  }
}
