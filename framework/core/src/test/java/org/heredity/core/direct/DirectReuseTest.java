package org.heredity.core.direct;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.heredity.core.Protocol;
import org.heredity.core.config.Settings;
import org.heredity.core.method.Teacher;
import org.heredity.core.result.CurvePoint;
import org.heredity.core.suite.SuiteListener;
import org.heredity.core.suite.WorkFolder;
import org.heredity.data.Dataset;
import org.heredity.data.MemorySource;
import org.heredity.data.Preprocessing;
import org.heredity.data.Randomness;
import org.heredity.data.RgbImage;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.OperationCount;
import org.heredity.engine.zoo.ResNet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

class DirectReuseTest {
  private static final int SIDE = 32;

  @TempDir Path folder;

  private static DirectSettings settings(Map<String, Object> values) {
    return Settings.bind(DirectSettings.class, values, "");
  }

  @Test
  void everyFifthEpochTrainsTheHeadAlone() {
    DirectSettings settings = settings(Map.of());
    assertEquals(
        List.of(0, 5, 10), IntStream.range(0, 15).filter(settings::headAlone).boxed().toList());
  }

  @Test
  void theBudgetScalesEpochsButOneIsOnTheMask() {
    assertEquals(30 * 7, settings(Map.of()).length(0.1, 7).steps());
    assertEquals(7, settings(Map.of()).length(0.1, 7).judgeEvery());
    assertEquals(2 * 7, settings(Map.of()).length(1e-9, 7).steps());
  }

  @Test
  void presetsBind() {
    DirectSettings.presets().values().forEach(DirectReuseTest::settings);
    assertEquals(0.12, settings(DirectSettings.presets().get("paper-resnet20-cifar100")).lrMask());
  }

  @Test
  void fewestWeightsWinAmongThoseAsAccurateAsTheOriginal() {
    double worse = score(0.89, 0.05);
    double heavy = score(0.95, 0.5);
    double light = score(0.9, 0.2);
    double lightAndBetter = score(0.91, 0.2004);
    assertTrue(worse < heavy && heavy < light && light < lightAndBetter);
    assertEquals(0.84, worse, 1e-12);
  }

  private static double score(double accuracy, double kept) {
    return DirectLearner.judged(accuracy, kept, 0.9).score();
  }

  private static MemorySource images(String split, int count) {
    List<MemorySource.Item> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] rgb = new byte[SIDE * SIDE * 3];
      for (int p = 0; p < rgb.length; p++) {
        rgb[p] = (byte) ((p % 3 == i % 3 ? 140 : 60) + 60 * Randomness.of(i).at(split).uniform(p));
      }
      items.add(new MemorySource.Item(split + i, i % 3, new RgbImage(SIDE, SIDE, rgb)));
    }
    return new MemorySource(items);
  }

  @Test
  void theResultIsWhatTheSearchKeptOfTheTeacher() {
    NetworkSpec spec = new NetworkSpec(ResNet.resnet18(), 8, 3, SIDE);
    Teacher teacher;
    try (Network network = Network.create(spec, Randomness.of(1))) {
      teacher = new Teacher(spec, network.stateDict(), network.stateDict().digest(), "drawn");
    }
    Dataset dataset =
        new Dataset(
            "colours",
            List.of("red", "green", "blue"),
            images("train", 30),
            images("test", 9),
            "digest",
            List.of());
    Problem problem = Problem.oneAgainstRest(dataset, "green", 1);
    DirectReuse reuse =
        new DirectReuse(settings(Map.of("lr-mask", 0.6)), Protocol.PAPER, 0.01, 8, 1);
    Preprocessing preprocessing = new Preprocessing(SIDE, Preprocessing.Resize.AUTO);
    DirectResult result;
    DirectResult again;
    try (WorkFolder work = WorkFolder.open(folder, SuiteListener.SILENT)) {
      result = reuse.run(teacher, problem, dataset.digest(), preprocessing, work);
      again = reuse.run(teacher, problem, dataset.digest(), preprocessing, work);
    }
    assertEquals(result.tensors().digest(), again.tensors().digest());
    assertEquals(List.of(3, 6, 9), result.curve().stream().map(CurvePoint::step).toList());
    assertEquals(1.0, result.curve().get(0).weightsKept(), "the first epoch is the head's");
    assertTrue(result.curve().get(2).weightsKept() < 1);
    assertEquals(6, result.images());
    long nonZero = 0;
    for (String name : teacher.weights().names()) {
      INDArray before = teacher.weights().get(name);
      INDArray after = result.tensors().get(name);
      if (before.rank() == 4 || name.equals("fc.weight")) {
        for (int i = 0; i < before.length(); i++) {
          double kept = after.getDouble(i);
          assertTrue(kept == 0 || kept == before.getDouble(i));
          nonZero += kept != 0 ? 1 : 0;
        }
      } else {
        assertEquals(before, after, name);
      }
    }
    assertEquals(result.kept(), nonZero);
    assertEquals(OperationCount.dense(spec), result.dense());
    assertTrue(result.sparse().total() <= result.dense().total() + 6);
  }
}
