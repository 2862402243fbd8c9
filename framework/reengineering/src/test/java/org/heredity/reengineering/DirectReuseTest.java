package org.heredity.reengineering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.heredity.api.Protocol;
import org.heredity.api.config.Settings;
import org.heredity.api.method.Teacher;
import org.heredity.api.result.CurvePoint;
import org.heredity.data.Dataset;
import org.heredity.data.MemorySource;
import org.heredity.data.Preprocessing;
import org.heredity.data.Randomness;
import org.heredity.data.RgbImage;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.OperationCount;
import org.heredity.engine.zoo.Architectures;
import org.heredity.pipeline.cache.WorkFolder;
import org.heredity.pipeline.progress.SuiteListener;
import org.junit.jupiter.api.Tag;
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

  private static Conditions conditions(Teacher teacher, Protocol protocol, double trainingScale) {
    return new Conditions(
        teacher,
        "digest",
        new Preprocessing(SIDE, Preprocessing.Resize.AUTO, Preprocessing.Augmentation.PADDED_CROP),
        protocol,
        trainingScale,
        8,
        1);
  }

  @Test
  void theBudgetScalesEpochs() {
    assertEquals(30, conditions(null, Protocol.PAPER, 0.1).epochs(300, 2));
    assertEquals(2, conditions(null, Protocol.PAPER, 1e-9).epochs(300, 2));
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
    return DirectLearner.evaluated(accuracy, kept, 0.9).score();
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

  private static Teacher teacher() {
    NetworkSpec spec = new NetworkSpec(Architectures.resnet18(), 8, 3, SIDE);
    try (Network network = Network.create(spec, Randomness.of(1))) {
      return new Teacher(spec, network.stateDict(), network.stateDict().digest(), "drawn");
    }
  }

  private static Problem greenAgainstTheRest() {
    Dataset dataset =
        new Dataset(
            "colours",
            List.of("red", "green", "blue"),
            images("train", 30),
            images("test", 9),
            "digest",
            List.of());
    return Problem.oneAgainstRest(dataset, "green", 1);
  }

  @Test
  void strictChoosesOnATenthOfTheTrainingImages() {
    Problem problem = greenAgainstTheRest();
    Conditions.Images strict = conditions(null, Protocol.STRICT, 1).images(problem);
    assertEquals(18, strict.training().source().size());
    assertEquals(2, strict.chosenOn().size());
    assertTrue(strict.chosenOn().id(0).startsWith("train"));
    Conditions.Images paper = conditions(null, Protocol.PAPER, 1).images(problem);
    assertEquals(20, paper.training().source().size());
    assertSame(problem.test(), paper.chosenOn());
  }

  @Test
  @Tag("slow")
  void aNetworkFromScratchLearnsTheProblemAndIsKept() {
    List<String> stages = new ArrayList<>();
    FromScratch fromScratch = new FromScratch(300, conditions(teacher(), Protocol.PAPER, 0.1));
    double accuracy;
    double again;
    SuiteListener listener =
        new SuiteListener() {
          @Override
          public void progress(String subject, String stage, long done, long total, String note) {
            stages.add(stage);
          }
        };
    try (WorkFolder work = WorkFolder.open(folder, listener)) {
      accuracy = fromScratch.run(greenAgainstTheRest(), work);
      int computed = stages.size();
      again = fromScratch.run(greenAgainstTheRest(), work);
      assertTrue(computed > 0 && stages.size() == computed, "the second time nothing is computed");
    }
    assertEquals(accuracy, again);
    assertTrue(accuracy > 0.8, "colours are told apart within 30 epochs, got " + accuracy);
  }

  @Test
  void theResultIsWhatTheSearchKeptOfTheTeacher() {
    Teacher teacher = teacher();
    NetworkSpec spec = teacher.spec();
    Problem problem = greenAgainstTheRest();
    DirectReuse reuse =
        new DirectReuse(
            settings(Map.of("lr-mask", 0.6)), conditions(teacher, Protocol.PAPER, 0.01));
    DirectResult result;
    DirectResult again;
    try (WorkFolder work = WorkFolder.open(folder, SuiteListener.SILENT)) {
      result = reuse.run(problem, work);
      again = reuse.run(problem, work);
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
      if (before.rank() == 4 || name.startsWith("fc.")) {
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
