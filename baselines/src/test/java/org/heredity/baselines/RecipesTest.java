package org.heredity.baselines;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.train.Optimisation;
import org.heredity.api.train.Schedule;
import org.heredity.api.train.SupervisedLearner;
import org.heredity.api.train.ValidationImages;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Batch;
import org.heredity.data.Preprocessing;
import org.heredity.data.Randomness;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.Initialisation;
import org.heredity.engine.LiveWeights;
import org.heredity.engine.MaskSearch;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The published recipes against PyTorch (make_recipes_expected.py). */
@Tag("slow")
class RecipesTest {
  private static final NetworkSpec SPEC = SmallWorld.spec(Architectures.resnet18(), 8, 5, 64);
  private static final int[] LABELS = {0, 1, 2, 3};
  private static final Map<String, float[]> EXPECTED = expected();

  private static Map<String, float[]> expected() {
    Map<String, float[]> values = new HashMap<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                RecipesTest.class.getResourceAsStream("recipes.txt"), StandardCharsets.UTF_8))) {
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

  private static void assertAll(String group, StateDict actual, double tolerance) {
    int compared = 0;
    for (Map.Entry<String, float[]> entry : EXPECTED.entrySet()) {
      String name =
          entry.getKey().startsWith(group) ? entry.getKey().substring(group.length()) : "";
      if (actual.contains(name)) {
        assertArrayEquals(
            entry.getValue(), actual.get(name).dup('c').data().asFloat(), (float) tolerance, name);
        compared++;
      }
    }
    assertTrue(compared > 1, "nothing to compare of " + group);
  }

  private static Batch batch(int step) {
    return new Batch(Formula.images(4, 64, 1 + step), LABELS, new int[] {0, 1, 2, 3});
  }

  private static SupervisedLearner learner(
      SupervisedLearner.Trained trained, Optimisation optimisation, int steps) {
    return new SupervisedLearner(
        Network.of(SPEC, SmallWorld.formula(SPEC)),
        trained,
        optimisation,
        steps,
        List.of(),
        new ValidationImages(
            SmallWorld.images("none", 0), new Preprocessing(64, Preprocessing.Resize.AUTO)));
  }

  /** SEAM's first step, four steps long. */
  private static StateDict withHead() {
    Optimisation sgd = new Optimisation(0.1, 1, 0, 1e-4, 0, Schedule.CONSTANT);
    try (SupervisedLearner learner = learner(SupervisedLearner.Trained.HEAD, sgd, 4)) {
      for (int step = 0; step < 4; step++) {
        learner.step(step, batch(step));
      }
      return learner.learned();
    }
  }

  @Test
  void trainingTheHeadMovesTheRunningStatisticsAsInPyTorchAndNoOtherParameter() {
    StateDict trained = withHead();
    assertAll("head.", trained, 2e-4);
    StateDict before = SmallWorld.formula(SPEC);
    for (String name : before.names()) {
      boolean parameter = !name.contains("running_") && !name.endsWith("num_batches_tracked");
      if (parameter && !name.startsWith("fc.")) {
        assertEquals(before.get(name), trained.get(name), name);
      }
    }
    assertEquals(4, trained.get("bn1.num_batches_tracked").getLong(0));
    try (FrozenNetwork network = FrozenNetwork.of(SPEC, trained)) {
      assertArrayEquals(
          EXPECTED.get("head.logits"),
          network.logits(batch(0).images()).dup('c').data().asFloat(),
          5e-3f);
    }
  }

  @Test
  void threeEpochsOfTheSearchOnThoseStatisticsAreAsInPyTorch() {
    try (MaskSearch search =
        MaskSearch.of(SPEC, withHead(), new MaskSearch.Settings(0.3, 0.01, 2))) {
      for (int step = 0; step < 6; step++) {
        search.step(batch(step % 2).images(), LABELS);
      }
      Map<String, INDArray> masks = search.mask();
      masks.forEach(
          (name, mask) -> {
            double share = EXPECTED.get("search.kept." + name)[0] / mask.length();
            // Single precision moves a gradient about 0 to its other side.
            assertEquals(share, mask.meanNumber().doubleValue(), 0.01, name);
          });
      float[] expected = EXPECTED.get("search.mask.layer1.0.conv1.weight");
      float[] actual = masks.get("layer1.0.conv1.weight").dup('c').data().asFloat();
      int same = 0;
      for (int i = 0; i < expected.length; i++) {
        same += expected[i] == actual[i] ? 1 : 0;
      }
      assertTrue(same >= expected.length - 6, same + " of " + expected.length);
      assertAll("search.", search.head(), 5e-3);
    }
  }

  @Test
  void theHeadsPenaltyIsThatOfPyTorch() {
    Optimisation sgd = new Optimisation(0.1, 1, 0.9, 1e-4, 0.5, 0, Schedule.CONSTANT);
    try (SupervisedLearner learner = learner(SupervisedLearner.Trained.ALL, sgd, 2)) {
      learner.step(0, batch(0));
      learner.step(1, batch(1));
      assertAll("penalty.", learner.learned(), 1e-3);
    }
  }

  @Test
  void randomWeightsHavePyTorchsDistribution() {
    NetworkSpec wide = SmallWorld.spec(Architectures.resnet18(), 64, 200, 64);
    try (Network network = Network.create(wide, Initialisation.PYTORCH, Randomness.of(1))) {
      StateDict drawn = network.borrowed();
      EXPECTED.forEach(
          (name, statistics) -> {
            if (name.startsWith("init.")) {
              INDArray tensor = drawn.get(name.substring("init.".length()));
              boolean few = tensor.length() < 1000;
              double deviation = tensor.stdNumber(false).doubleValue();
              assertEquals(1, deviation / statistics[0], few ? 0.15 : 0.02, name);
              double greatest = tensor.amaxNumber().doubleValue();
              assertEquals(1, greatest / statistics[1], few ? 0.05 : 0.01, name);
              assertEquals(0, tensor.meanNumber().doubleValue(), 0.2 * statistics[0], name);
            }
          });
      assertEquals(1, drawn.get("bn1.weight").meanNumber().doubleValue());
      assertEquals(0, drawn.get("bn1.bias").amaxNumber().doubleValue());
    }
  }

  @Test
  void fanOutIsNormalWithTorchvisionsVariance() {
    NetworkSpec wide = SmallWorld.spec(Architectures.resnet18(), 64, 200, 64);
    try (Network network = Network.create(wide, Initialisation.FAN_OUT, Randomness.of(1))) {
      INDArray weight = network.borrowed().get("layer2.0.conv1.weight");
      double expected = Math.sqrt(2.0 / (128 * 9));
      assertEquals(1, weight.stdNumber(false).doubleValue() / expected, 0.02);
      assertTrue(weight.amaxNumber().doubleValue() > 3.5 * expected, "not uniform");
    }
  }

  @Test
  void aShuffledMaskRemovesAsManyOfEachLayerAndKindButOthers() {
    NetworkSpec spec = SmallWorld.spec(Architectures.resnet18(), 8, 5, 32);
    Map<String, INDArray> live = LiveWeights.positions(spec);
    Map<String, INDArray> mask = new LinkedHashMap<>();
    SmallWorld.formula(spec)
        .asMap()
        .forEach(
            (name, tensor) -> {
              if (tensor.rank() == 4) {
                mask.put(name, tensor.gt(0.02).castTo(tensor.dataType()));
              }
            });
    StateDict from = StateDict.of(mask);
    StateDict one = ShuffledMask.of(from, live, Randomness.of(1));
    StateDict two = ShuffledMask.of(from, live, Randomness.of(2));
    for (Map.Entry<String, INDArray> entry : mask.entrySet()) {
      String name = entry.getKey();
      INDArray shuffled = one.get(name);
      assertEquals(entry.getValue().sumNumber(), shuffled.sumNumber(), name);
      assertEquals(
          entry.getValue().mul(live.get(name)).sumNumber(),
          shuffled.mul(live.get(name)).sumNumber(),
          name);
      assertArrayEquals(entry.getValue().shape(), shuffled.shape());
      assertTrue(!entry.getValue().equals(shuffled) && !two.get(name).equals(shuffled), name);
    }
    assertEquals(one.digest(), ShuffledMask.of(from, live, Randomness.of(1)).digest());
  }
}
