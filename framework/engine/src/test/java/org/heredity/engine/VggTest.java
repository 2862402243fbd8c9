package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.nd4j.Nd4jRunner;
import org.heredity.engine.onednn.DnnRunner;
import org.heredity.engine.plan.Folding;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Plan;
import org.heredity.engine.plan.Runner;
import org.heredity.engine.plan.StageHook;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Biases that are masked, dropout in the classifier, and stages that end in a pool. */
@Tag("slow")
class VggTest {
  private static final NetworkSpec SPEC = new NetworkSpec(Architectures.cifarVgg16(), 4, 5, 32);
  private static final int[] LABELS = {0, 1, 2, 3};
  private final StateDict weights = Formula.weights(SPEC, 1);
  private final INDArray images = Formula.images(4, 32, 1);

  /** Of make_vgg_expected.py. */
  private static Map<String, float[]> expected() {
    Map<String, float[]> values = new LinkedHashMap<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                VggTest.class.getResourceAsStream("vgg.txt"), StandardCharsets.UTF_8))) {
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

  @Test
  void theSearchMasksBiasesAsPyTorchDoes() {
    Map<String, float[]> expected = expected();
    StateDict state;
    Map<String, INDArray> masks;
    double retained;
    try (MaskSearch search = MaskSearch.of(SPEC, weights, new MaskSearch.Settings(0.3, 0.01, 2))) {
      for (float loss : expected.get("loss")) {
        assertEquals(loss, search.step(images, LABELS), 1e-3);
      }
      state = search.state();
      masks = search.mask();
      retained = search.retained();
    }
    double sum = 0;
    double total = 0;
    for (Map.Entry<String, INDArray> mask : masks.entrySet()) {
      double count = mask.getValue().sumNumber().doubleValue();
      double slack = Math.max(1, 0.01 * mask.getValue().length());
      assertEquals(expected.get("kept." + mask.getKey())[0], count, slack, mask.getKey());
      sum += count;
      total += mask.getValue().length();
    }
    assertEquals(sum / total, retained, 1e-9);
    assertEquals(
        expected.keySet().stream().filter(n -> n.startsWith("kept")).count(), masks.size());
    expected.forEach(
        (name, values) -> {
          if (name.startsWith("mask.")) {
            float[] actual = state.get(name.substring("mask.".length())).toFloatVector();
            // Adam turns the least gradient into a whole step, so that single precision may flip
            // one.
            int near = 0;
            for (int i = 0; i < values.length; i++) {
              near += Math.abs(values[i] - actual[i]) < 0.02 ? 1 : 0;
            }
            assertTrue(near >= values.length - 1, name + " " + Arrays.toString(actual));
          }
        });
  }

  @Test
  void aResumedSearchContinuesWithItsBiases() {
    MaskSearch.Settings rates = new MaskSearch.Settings(0.3, 0.01, 2);
    try (MaskSearch whole = MaskSearch.of(SPEC, weights, rates);
        MaskSearch resumed = MaskSearch.of(SPEC, weights, rates)) {
      for (int step = 0; step < 4; step++) {
        whole.step(images, LABELS);
      }
      StateDict saved = whole.state();
      resumed.restore(saved);
      whole.step(images, LABELS);
      resumed.step(images, LABELS);
      assertEquals(whole.state().digest(), resumed.state().digest());
    }
  }

  private Runner[] both(Mode mode, List<String> stages, List<StageHook> hooks) {
    Plan plan = SPEC.plan();
    Map<String, float[]> biases = mode == Mode.MASK ? Folding.biases(plan, weights) : Map.of();
    Folding run = mode.folded() ? Folding.of(plan, weights) : new Folding(plan, weights);
    return new Runner[] {
      new DnnRunner(run.plan(), run.weights(), mode, stages, hooks, false).masking(biases),
      new Nd4jRunner(run.plan(), run.weights(), mode, stages, hooks).masking(biases)
    };
  }

  @Test
  void bothBackendsMaskBiasesAlike() {
    Runner[] both = both(Mode.MASK, List.of(), List.of());
    for (int step = 1; step < 4; step++) {
      INDArray[] features = {both[0].forward(images), both[1].forward(images)};
      assertTrue(features[1].equalsWithEps(features[0], 1e-3), "step " + step);
      for (Runner runner : both) {
        runner.backward(features[1].mul(0.1));
        runner.masks().adam(step, 0.3, 1e-5);
      }
      assertEquals(both[1].gradients().keySet(), both[0].gradients().keySet());
    }
    assertEquals(both[1].masks().total(), both[0].masks().total());
    assertEquals(
        both[1].masks().retained(), both[0].masks().retained(), 0.01 * both[0].masks().total());
  }

  @Test
  void hooksSeeStagesThatEndInAPoolForwardAndBackward() {
    List<String> seen = new ArrayList<>();
    StageHook hook =
        new StageHook() {
          @Override
          public void forward(int stage, INDArray output) {
            seen.add("+" + stage + " " + output.size(1));
            output.muli(2);
          }

          @Override
          public void backward(int stage, INDArray output, INDArray gradient) {
            seen.add("-" + stage);
            gradient.muli(2);
          }
        };
    List<INDArray> gradients = new ArrayList<>();
    for (Runner runner : both(Mode.TRAIN, SPEC.architecture().stages(), List.of(hook))) {
      INDArray features = runner.forward(images);
      runner.backward(Nd4j.onesLike(features));
      gradients.add(runner.gradients().get("features.0.weight"));
      assertEquals(List.of("+0 8", "+1 16", "+2 32", "+3 32", "-3", "-2", "-1", "-0"), seen);
      seen.clear();
    }
    double scale = gradients.get(1).amaxNumber().doubleValue();
    assertTrue(gradients.get(1).div(scale).equalsWithEps(gradients.get(0).div(scale), 1e-3));
  }

  @Test
  void theClassifiersDropoutIsOfOneStepAndOfHalfItsValues() {
    try (MaskSearch search = MaskSearch.of(SPEC, weights, new MaskSearch.Settings(0, 0, 0))) {
      int[] indices = {10, 11, 12, 13};
      double still = search.step(images, LABELS);
      INDArray before = search.logits(images);
      search.drop(Randomness.of(1), indices);
      double dropped = search.step(images, LABELS);
      assertNotEquals(still, dropped, 1e-6);
      assertEquals(still, search.step(images, LABELS), 1e-6);
      assertEquals(before, search.logits(images));
      search.drop(Randomness.of(1), indices);
      assertEquals(dropped, search.step(images, LABELS), 1e-6);
      search.drop(Randomness.of(2), indices);
      assertNotEquals(dropped, search.step(images, LABELS), 1e-6);
    }
    try (ChannelDropout dropout = new ChannelDropout(ChannelDropout.CLASSIFIER)) {
      INDArray ones = Nd4j.ones(4, 1000, 1, 1);
      dropout.drop(Randomness.of(3), new int[] {0, 1, 2, 3});
      dropout.forward(0, ones);
      assertEquals(4000, ones.sumNumber().doubleValue(), 260);
      assertEquals(2, ones.maxNumber().doubleValue());
      INDArray gradient = Nd4j.ones(4, 1000, 1, 1);
      dropout.backward(0, ones, gradient);
      assertEquals(ones, gradient);
    }
  }

  @Test
  void trainingDropsToo() {
    INDArray targets = CrossEntropy.oneHot(LABELS, 5);
    double[] losses = new double[2];
    for (int i = 0; i < 2; i++) {
      try (Network network = Network.of(SPEC, weights);
          Trainer trainer = new Trainer(network, new Trainer.Sgd(0, 0, 0, 0), List.of())) {
        if (i == 1) {
          trainer.drop(Randomness.of(1), LABELS);
        }
        losses[i] = trainer.step(images, targets);
      }
    }
    assertNotEquals(losses[0], losses[1], 1e-6);
    assertArrayEquals(
        new Object[] {"classifier.0.relu", "classifier.3.relu"},
        SPEC.architecture().dropouts().toArray());
  }
}
