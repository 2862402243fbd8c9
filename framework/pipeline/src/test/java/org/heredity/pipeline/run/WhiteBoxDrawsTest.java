package org.heredity.pipeline.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.heredity.api.Protocol;
import org.heredity.api.config.UsageException;
import org.heredity.api.method.Teacher;
import org.heredity.api.result.WhiteBoxResult;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Normalisation;
import org.heredity.data.Randomness;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.zoo.Architectures;
import org.heredity.pipeline.attack.WhiteBoxStage;
import org.heredity.pipeline.cache.Cache;
import org.heredity.pipeline.config.CommonConfig;
import org.heredity.pipeline.input.TargetWork;
import org.heredity.pipeline.progress.SuiteListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A white box on a student that keeps its dropout when it classifies. */
@Tag("slow")
class WhiteBoxDrawsTest {
  private static final NetworkSpec SPEC =
      new NetworkSpec(Architectures.cifarVgg16(), 8, 3, SmallSuite.SIDE);

  @TempDir Path out;

  private WhiteBoxStage stage(int draws) {
    CommonConfig common = SmallSuite.suite(List.of("tune"), List.of("push"), 1L).common();
    return new WhiteBoxStage(
        common.withWhiteBox(common.attacks()).withWhiteBoxDraws(draws),
        Cache.in(out.resolve("store"), SuiteListener.SILENT, Duration.ofSeconds(1)));
  }

  private static WhiteBoxResult attacked(WhiteBoxStage stage) {
    StateDict weights = Network.create(SPEC, Randomness.of(1)).stateDict();
    Teacher teacher = new Teacher(SPEC, weights, weights.digest(), "drawn");
    TargetWork target =
        TargetWork.of(
            "stripes", SmallSuite.dataset("stripes", 12, 30), Protocol.STRICT, teacher, 0);
    WhiteBoxStage.Student student =
        new WhiteBoxStage.Student(
            "student", 1, weights.digest(), SPEC, () -> weights, false, Normalisation.IMAGENET);
    stage.require(SPEC);
    return stage.attack(target, student, "stripes, student").get(0);
  }

  @Test
  void itIsTheMeanOverDraws() {
    WhiteBoxResult rest = attacked(stage(0));
    WhiteBoxResult drawn = attacked(stage(3));
    assertTrue(drawn.threatModel().endsWith(", mean of 3 draws of dropout"), drawn.threatModel());
    assertEquals(drawn.threatModel(), rest.threatModel() + ", mean of 3 draws of dropout");
    assertEquals(30, drawn.images());
    assertEquals(drawn.fooled(), attacked(stage(3)).fooled(), "cached by the number of draws");
  }

  @Test
  void anArchitectureWithoutDropoutIsRefused() {
    NetworkSpec resnet = new NetworkSpec(Architectures.resnet18(), 8, 3, SmallSuite.SIDE);
    stage(0).require(resnet);
    UsageException e = assertThrows(UsageException.class, () -> stage(2).require(resnet));
    assertEquals(
        "option 'white-box-draws': resnet18 has no dropout that a student could keep; leave it out",
        e.getMessage());
  }
}
