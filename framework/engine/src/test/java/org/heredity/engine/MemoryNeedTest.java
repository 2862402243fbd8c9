package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.onednn.DnnRunner;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Runner;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What is said about memory beforehand against what is held afterwards. */
@Tag("slow")
final class MemoryNeedTest {
  @ParameterizedTest
  @EnumSource(Mode.class)
  void coversWhatIsHeldAndNotMuchMore(Mode mode) {
    assumeTrue(DnnRunner.available(), "skipped: no oneDNN on this machine");
    List<NetworkSpec> specs =
        List.of(
            new NetworkSpec(Architectures.resnet18(), 64, 10, 64),
            new NetworkSpec(Architectures.resnet50(), 16, 10, 96),
            new NetworkSpec(Architectures.cifarResNet(20), 16, 10, 32));
    for (NetworkSpec spec : specs) {
      for (int batch : new int[] {2, 24}) {
        long held = held(spec, mode, batch);
        long said = MemoryNeed.of(spec).bytes(mode, batch);
        String what = spec.architecture().name() + ", batch " + batch + ": ";
        assertTrue(said >= held, what + said + " said, " + held + " held");
        assertTrue(said <= 3 * held + (32L << 20), what + said + " said, " + held + " held");
      }
    }
  }

  private static long held(NetworkSpec spec, Mode mode, int batch) {
    Network network = Network.create(spec, Randomness.of(1));
    StateDict weights = network.stateDict();
    try (Runner runner = Runners.create(spec, weights, mode, List.of(), false)) {
      INDArray images = Nd4j.rand(DataType.FLOAT, batch, 3, spec.imageSize(), spec.imageSize());
      INDArray features = runner.forward(images);
      if (mode.gradients()) {
        runner.backward(features.mul(0.01));
      }
      if (mode == Mode.TRAIN) {
        runner.sgd(0.01, 0.9, 1e-4);
      }
      return runner.bytes();
    }
  }

  @Test
  void aBatchIsNeverLargerThanWanted() {
    MemoryNeed need = MemoryNeed.of(new NetworkSpec(Architectures.cifarResNet(20), 16, 10, 32));
    assertEquals(1, need.batch(Mode.INFER, 1));
    assertEquals(64, need.batch(Mode.INFER, 64));
    int most = need.batch(Mode.ATTACK, Integer.MAX_VALUE);
    assertTrue(most > 64 && most < Integer.MAX_VALUE, "got " + most);
    assertTrue(need.bytes(Mode.ATTACK, most) <= MemoryNeed.allowed());
  }

  @Test
  void aBatchInPartsGivesTheSame() {
    NetworkSpec spec = new NetworkSpec(Architectures.resnet18(), 8, 5, 32);
    StateDict weights = Network.create(spec, Randomness.of(1)).stateDict();
    INDArray images = Nd4j.rand(DataType.FLOAT, 7, 3, 32, 32);
    MemoryNeed need = MemoryNeed.of(spec);
    // Leaves room for two images with gradients.
    long allowed = 2 * need.bytes(Mode.ATTACK, 2);
    Objective objective = new TestObjectives.Penultimate();
    INDArray whole = images.ulike();
    INDArray parts = images.ulike();
    try (FrozenNetwork roomy = FrozenNetwork.of(spec, weights);
        FrozenNetwork tight = FrozenNetwork.of(spec, weights, allowed)) {
      assertTrue(roomy.logits(images).equalsWithEps(tight.logits(images), 1e-6));
      double expected = roomy.inputGradient(images, objective, whole);
      assertEquals(1, tight.inputGradient(images, objective, parts) / expected, 1e-6);
      assertTrue(whole.equalsWithEps(parts, 1e-5 * whole.amaxNumber().doubleValue()));
      assertTrue(tight.bytes() < roomy.bytes(), "parts need less memory");
      assertEquals(2, tight.gradientBatch(7), "what goes through in one pass");
      assertEquals(7, roomy.gradientBatch(7));
      assertEquals(1024, roomy.gradientBatch(100_000), "more would be no faster");
    }
  }

  @Test
  void whatCannotFitIsRefusedWithTheRemedy() {
    MemoryNeed need = MemoryNeed.of(new NetworkSpec(Architectures.resnet50(), 64, 1000, 224));
    assertTrue(need.refusal(Mode.TRAIN, 1, "batch-size").isEmpty());
    String reason = need.refusal(Mode.TRAIN, 1_000_000, "batch-size").orElseThrow();
    assertTrue(reason.startsWith("option 'batch-size': resnet50 at 224 px"), reason);
    assertTrue(reason.contains("HEREDITY_NATIVE"), reason);
  }
}
