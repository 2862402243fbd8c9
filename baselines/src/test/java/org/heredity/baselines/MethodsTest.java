package org.heredity.baselines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.api.config.Settings;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.method.Student;
import org.heredity.api.train.RetainedShare;
import org.heredity.api.train.TrainingException;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** All methods on a small teacher and an easy target. */
@Tag("slow")
class MethodsTest {
  private static final double SCALE = 1e-4;
  private static final int BATCH = 8;

  static List<ReuseMethod<?>> methods() {
    return List.of(
        new FineTune(),
        new Retrain(),
        new MagnitudePruning(),
        new Remos(),
        new Seam(),
        new Delta(),
        new DeltaR(),
        new Renofeation());
  }

  private static MemoryReuse reuse(long seed, double trainingScale) {
    return new MemoryReuse(SmallWorld.teacher(1), SmallWorld.target(), seed, trainingScale, BATCH);
  }

  private static <S extends Record> Student make(
      ReuseMethod<S> method, MemoryReuse reuse, Map<String, Object> settings) {
    return method.make(reuse, Settings.bind(method.settings(), settings, method.name()));
  }

  private static Student make(ReuseMethod<?> method, MemoryReuse reuse) {
    return make(method, reuse, Map.of());
  }

  private static NetworkSpec studentSpec() {
    return SmallWorld.spec(Architectures.resnet18(), 8, SmallWorld.CLASSES.size(), SmallWorld.SIDE);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theStudentIsWholeAndAnotherSeedMakesAnother(ReuseMethod<?> method) {
    Student student = make(method, reuse(1, SCALE));
    FrozenNetwork.of(studentSpec(), student.weights()).close();
    for (INDArray tensor : student.weights().asMap().values()) {
      assertTrue(Double.isFinite(tensor.sumNumber().doubleValue()));
    }
    assertNotEquals(student.weights().digest(), make(method, reuse(2, SCALE)).weights().digest());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aStudentWhoseMakingWasCutTwiceIsTheSameBitForBit(ReuseMethod<?> method) {
    // Dropout, momentum and averaging all have to survive.
    Map<String, Object> settings = Map.of("dropout", 0.2, "momentum", 0.9, "iterations", 30_000);
    String expected = make(method, reuse(1, SCALE), settings).weights().digest();
    MemoryReuse reuse = reuse(1, SCALE);
    reuse.killAfter(2);
    assertThrows(MemoryReuse.Killed.class, () -> make(method, reuse, settings));
    reuse.killAfter(3);
    try {
      make(method, reuse, settings);
    } catch (MemoryReuse.Killed e) {
      reuse.points.clear();
    }
    assertEquals(expected, make(method, reuse, settings).weights().digest());
  }

  @Test
  void stagesAreWhatThePapersCallThem() {
    Map<String, List<String>> stages = new LinkedHashMap<>();
    for (ReuseMethod<?> method : methods()) {
      MemoryReuse reuse = reuse(1, 1e-9);
      make(method, reuse);
      stages.put(method.name(), reuse.stages);
    }
    assertEquals(List.of("tune"), stages.get("fine-tune"));
    assertEquals(List.of("train"), stages.get("retrain"));
    assertEquals(List.of("slice", "tune"), stages.get("mag-prune"));
    assertEquals(List.of("profile", "slice", "tune"), stages.get("remos"));
    assertEquals(List.of("head", "search", "tune"), stages.get("seam"));
    assertEquals(List.of("train", "average"), stages.get("renofeation"));
  }

  @Test
  void whatIsTrainedFromRandomWeightsDoesNotSeeTheTeachers() {
    String digest = make(new Retrain(), reuse(1, SCALE)).weights().digest();
    MemoryReuse other =
        new MemoryReuse(SmallWorld.teacher(2), SmallWorld.target(), 1, SCALE, BATCH);
    assertEquals(digest, make(new Retrain(), other).weights().digest());
    String drawn = make(new DeltaR(), reuse(1, SCALE)).weights().digest();
    MemoryReuse again =
        new MemoryReuse(SmallWorld.teacher(2), SmallWorld.target(), 1, SCALE, BATCH);
    assertNotEquals(drawn, make(new DeltaR(), again).weights().digest());
  }

  @Test
  void aPenaltyOfNoWeightIsFineTuning() {
    Map<String, Object> same =
        Map.of(
            "lr",
            0.01,
            "schedule",
            "constant",
            "head-factor",
            1,
            "head-penalty",
            0.01,
            "label-smoothing",
            0);
    Map<String, Object> none = new LinkedHashMap<>(same);
    none.put("lambda", 0);
    assertEquals(
        make(new FineTune(), reuse(1, SCALE), same).weights().digest(),
        make(new Delta(), reuse(1, SCALE), none).weights().digest());
  }

  @Test
  void maskedWeightsStartAtZeroAndMayMoveAgain() {
    Map<String, Object> still = Map.of("lr", 0, "ratio", 0.3);
    Student unmoved = make(new Remos(), reuse(1, 1e-9), still);
    StateDict teacher = SmallWorld.teacher(1).weights();
    long kept = 0;
    long total = 0;
    for (Map.Entry<String, INDArray> mask : unmoved.mask().entrySet()) {
      assertEquals(
          teacher.get(mask.getKey()).mul(mask.getValue()),
          unmoved.weights().get(mask.getKey()),
          mask.getKey());
      kept += mask.getValue().sumNumber().longValue();
      total += mask.getValue().length();
    }
    assertEquals(0.7, (double) kept / total, 0.01);
    Student moved = make(new Remos(), reuse(1, SCALE), Map.of("ratio", 0.3));
    INDArray weight = moved.weights().get("layer1.0.conv1.weight");
    INDArray removed = moved.mask().get("layer1.0.conv1.weight").rsub(1);
    assertTrue(weight.mul(removed).norm1Number().doubleValue() > 0);
  }

  @Test
  void seamStopsAtItsThresholdAndKeepsTheTeachersValues() {
    MemoryReuse reuse = reuse(1, 2e-2);
    Student student =
        make(
            new Seam(),
            reuse,
            Map.of("lr-mask", 0.3, "prune-threshold", 0.3, "lr", 0, "iterations", 1));
    long kept = 0;
    long total = 0;
    StateDict teacher = SmallWorld.teacher(1).weights();
    for (Map.Entry<String, INDArray> mask : student.mask().entrySet()) {
      kept += mask.getValue().sumNumber().longValue();
      total += mask.getValue().length();
      assertEquals(
          teacher.get(mask.getKey()).mul(mask.getValue()),
          student.weights().get(mask.getKey()),
          mask.getKey());
    }
    List<Double> curve =
        reuse.points.stream()
            .filter(point -> point.stage().equals("search"))
            .map(point -> point.weightsKept())
            .toList();
    int last = curve.size() - 1;
    assertEquals((double) kept / total, curve.get(last), 1e-9);
    RetainedShare share = new RetainedShare(studentSpec(), true);
    assertTrue(share.of(student.mask()) <= 0.7, "kept " + curve);
  }

  @Test
  void anEasyTargetIsLearnt() {
    MemoryReuse reuse = reuse(1, 3e-3);
    make(new FineTune(), reuse, Map.of("lr", 0.02, "patience", 0));
    double best = reuse.points.stream().mapToDouble(p -> p.accuracy()).max().orElseThrow();
    assertTrue(best >= 8.0 / 9, "accuracy " + best);
  }

  @Test
  void aRateThatIsFarTooHighIsSaid() {
    Exception e =
        assertThrows(
            TrainingException.class,
            () -> make(new FineTune(), reuse(1, 1e-2), Map.of("lr", 100, "head-factor", 1e6)));
    assertTrue(e.getMessage().contains("lower lr"), e.getMessage());
  }
}
