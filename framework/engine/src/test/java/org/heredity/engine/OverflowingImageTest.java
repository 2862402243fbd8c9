package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.memory.NonFiniteException;
import org.heredity.engine.onednn.DnnRunner;
import org.heredity.engine.plan.Folding;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.OverflowProof;
import org.heredity.engine.plan.Runner;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * One image of a batch that overflows within a network gets what PyTorch gives it, the others
 * theirs.
 */
class OverflowingImageTest {
  private static final NetworkSpec SPEC = new NetworkSpec(Architectures.resnet18(), 8, 5, 32);
  private static final int IMAGES = 5;
  private static final int ODD = 2;

  /** As make_overflow_expected.py plants it. */
  private static StateDict planted(double factor) {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    Formula.weights(SPEC, 1).asMap().forEach((name, tensor) -> tensors.put(name, tensor.dup('c')));
    INDArray first = tensors.get("conv1.weight");
    first.get(NDArrayIndex.point(0)).assign(0);
    first.putScalar(new long[] {0, 0, 3, 3}, 1);
    INDArray middle = tensors.get("layer1.0.conv1.weight");
    for (int c = 0; c < 2; c++) {
      middle.get(NDArrayIndex.point(c)).assign(0);
      middle.putScalar(new long[] {c, 0, 1, 1}, factor);
      put(tensors, "layer1.0.bn1", c, 1, 0);
    }
    put(tensors, "bn1", 0, 1e22, -5e22);
    INDArray last = tensors.get("layer1.0.conv2.weight");
    last.get(NDArrayIndex.all(), NDArrayIndex.point(1))
        .assign(last.get(NDArrayIndex.all(), NDArrayIndex.point(0)).neg());
    return StateDict.of(tensors);
  }

  private static void put(
      Map<String, INDArray> tensors, String norm, int channel, double scale, double shift) {
    tensors.get(norm + ".weight").putScalar(channel, scale);
    tensors.get(norm + ".bias").putScalar(channel, shift);
    tensors.get(norm + ".running_mean").putScalar(channel, 0);
    tensors.get(norm + ".running_var").putScalar(channel, 1);
  }

  private static INDArray images() {
    INDArray images = Formula.images(IMAGES, 32, 1);
    images
        .get(
            NDArrayIndex.point(ODD),
            NDArrayIndex.point(0),
            NDArrayIndex.interval(8, 16),
            NDArrayIndex.interval(8, 16))
        .assign(6);
    return images;
  }

  private static Map<String, float[]> expected() {
    Map<String, float[]> values = new LinkedHashMap<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                OverflowingImageTest.class.getResourceAsStream("overflow.txt"),
                StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] words = line.split(" ");
        float[] numbers = new float[words.length - 1];
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = Float.parseFloat(words[i + 1]);
        }
        values.put(words[0], numbers);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return values;
  }

  private static INDArray usual() {
    INDArray images = images();
    images.get(NDArrayIndex.point(ODD)).assign(images.get(NDArrayIndex.point(0)));
    return images;
  }

  @ParameterizedTest
  @CsvSource({"cancelled, 1e17", "rectified, -1e17"})
  void logitsArePyTorchs(String name, double factor) {
    StateDict weights = planted(factor);
    OverflowProof proof = OverflowProof.of(SPEC.plan(), weights, 32);
    assertTrue(proof.holds() && !proof.checkpoints().isEmpty(), proof.toString());
    Map<String, float[]> expected = expected();
    try (FrozenNetwork network = FrozenNetwork.of(SPEC, weights)) {
      float[][] logits = Floats.rows(network.logits(images()));
      float[][] without = Floats.rows(network.logits(usual()));
      for (int n = 0; n < IMAGES; n++) {
        float[] row = expected.get(name + "." + n);
        for (int c = 0; c < row.length; c++) {
          double scale = Math.max(1, Math.abs(row[c]));
          assertEquals(row[c] / scale, logits[n][c] / scale, 1e-4, name + " " + n);
        }
        if (n != ODD) {
          assertArrayEquals(without[n], logits[n], "image " + n + " has nothing to do with it");
        }
      }
    }
  }

  @Test
  void theGradientIsNoneAtThatImageAlone() {
    try (FrozenNetwork network = FrozenNetwork.of(SPEC, planted(1e17))) {
      Objective objective = new TestObjectives.Labels(Formula.labels(IMAGES, 5));
      INDArray with = images().ulike();
      INDArray without = images().ulike();
      network.inputGradient(images(), objective, with);
      network.inputGradient(usual(), objective, without);
      for (int n = 0; n < IMAGES; n++) {
        INDArray row = with.get(NDArrayIndex.point(n));
        if (n == ODD) {
          assertEquals(row.length(), row.isNaN().castTo(row.dataType()).sumNumber().intValue());
        } else {
          assertEquals(without.get(NDArrayIndex.point(n)), row, "image " + n);
        }
      }
    }
  }

  @Test
  void stagesAndObserversSeeIt() {
    try (FrozenNetwork network = FrozenNetwork.of(SPEC, planted(1e17))) {
      for (INDArray stage : network.stages(images())) {
        NonFiniteException e =
            assertThrows(NonFiniteException.class, () -> Floats.requireFinite(stage));
        assertArrayEquals(new int[] {ODD}, e.rows());
      }
      network.observe(
          images(),
          (convolution, input, output) -> {
            if (convolution.startsWith("layer2")) {
              NonFiniteException e =
                  assertThrows(NonFiniteException.class, () -> Floats.requireFinite(output));
              assertArrayEquals(new int[] {ODD}, e.rows());
            }
          });
    }
  }

  @Test
  void aSearchForAMaskEndsThere() {
    MaskSearch.Settings settings = new MaskSearch.Settings(0.1, 0.1, 1);
    int[] labels = Formula.labels(IMAGES, 5);
    try (MaskSearch search = MaskSearch.of(SPEC, planted(1e17), settings)) {
      assertTrue(Double.isFinite(search.step(usual(), labels)));
      Exception e = assertThrows(NonFiniteException.class, () -> search.step(images(), labels));
      assertTrue(e.getMessage().contains("for 1 of 5 images"), e.getMessage());
    }
  }

  @Test
  void aMaskThatIsNoNumberIsFound() {
    MaskSearch.Settings settings = new MaskSearch.Settings(Double.NaN, 0.1, 1);
    try (MaskSearch search = MaskSearch.of(SPEC, Formula.weights(SPEC, 1), settings)) {
      search.step(usual(), Formula.labels(IMAGES, 5));
      Exception e = assertThrows(NonFiniteException.class, search::retained);
      assertTrue(e.getMessage().contains("mask over 'conv1.weight'"), e.getMessage());
    }
  }

  @Test
  void trainingEndsWhereStatisticsAreNone() {
    Trainer.Sgd sgd = new Trainer.Sgd(0.01, 0.01, 0.9, 0);
    Map<String, INDArray> tensors = new LinkedHashMap<>(planted(1e17).asMap());
    // By the batch's statistics what is planted would be normalised away.
    tensors.put("bn1.weight", tensors.get("bn1.weight").mul(1e16));
    try (Network network = Network.of(SPEC, StateDict.of(tensors));
        Trainer trainer = new Trainer(network, sgd, List.of())) {
      INDArray targets = CrossEntropy.oneHot(Formula.labels(IMAGES, 5), 5);
      Exception e = assertThrows(NonFiniteException.class, () -> trainer.step(images(), targets));
      assertTrue(e.getMessage().contains("batch norm 'layer1.0.bn1'"), e.getMessage());
    }
  }

  /** Beyond what is proved, but far from overflow: the plain way gives the same. */
  @Test
  void withoutAProofLogitsAreTheSame() {
    StateDict weights = Formula.weights(SPEC, 1);
    Map<String, INDArray> tensors = new LinkedHashMap<>(weights.asMap());
    tensors.computeIfPresent("layer2.0.conv1.weight", (name, tensor) -> tensor.mul(1e30));
    for (String part : List.of("weight", "running_mean")) {
      double by = part.equals("weight") ? 1e-30 : 1e30;
      tensors.computeIfPresent("layer2.0.bn1." + part, (name, tensor) -> tensor.mul(by));
    }
    StateDict large = StateDict.of(tensors);
    assertFalse(OverflowProof.of(SPEC.plan(), large, 32).holds());
    try (FrozenNetwork network = FrozenNetwork.of(SPEC, weights);
        FrozenNetwork same = FrozenNetwork.of(SPEC, large)) {
      INDArray difference = network.logits(usual()).sub(same.logits(usual()));
      assertTrue(difference.amaxNumber().doubleValue() < 1e-4, difference.toString());
    }
  }

  /** The formula's ResNet50, whose values grow to millions, runs on the fast kernels alone. */
  @Test
  void onlyWhatIsBeyondTheProofIsDoubtful() {
    assumeTrue(DnnRunner.available(), "skipped: no oneDNN on this machine");
    NetworkSpec deep = new NetworkSpec(Architectures.resnet50(), 8, 5, 32);
    StateDict weights = Formula.weights(deep, 1);
    Folding folding = Folding.of(deep.plan(), weights);
    OverflowProof proof = OverflowProof.of(deep.plan(), weights, 32);
    assertTrue(proof.holds() && !proof.checkpoints().isEmpty(), proof.toString());
    List<String> none = List.of();
    try (Runner runner =
        new DnnRunner(folding.plan(), folding.weights(), Mode.INFER, none, List.of(), false)
            .watching(proof)) {
      INDArray images = usual();
      runner.forward(images).close();
      assertArrayEquals(new int[0], runner.doubtful());
      images.putScalar(new long[] {1, 2, 31, 31}, -1001);
      images.putScalar(new long[] {4, 0, 0, 0}, Double.NaN);
      runner.forward(images).close();
      assertArrayEquals(new int[] {1, 4}, runner.doubtful());
    }
  }
}
