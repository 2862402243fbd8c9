package org.heredity.reengineering.modular;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.heredity.api.Protocol;
import org.heredity.api.config.Settings;
import org.heredity.api.config.UsageException;
import org.heredity.api.method.Teacher;
import org.heredity.api.result.CurvePoint;
import org.heredity.api.result.Kept;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.Dataset;
import org.heredity.data.MemorySource;
import org.heredity.data.Preprocessing;
import org.heredity.data.Randomness;
import org.heredity.data.RgbImage;
import org.heredity.engine.CrossEntropy;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.Trainer;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.zoo.Architectures;
import org.heredity.pipeline.cache.WorkFolder;
import org.heredity.pipeline.progress.SuiteListener;
import org.heredity.reengineering.Accuracies;
import org.heredity.reengineering.Conditions;
import org.heredity.reengineering.DirectMethod;
import org.heredity.reengineering.DirectReuse;
import org.heredity.reengineering.DirectSettings;
import org.heredity.reengineering.Part;
import org.heredity.reengineering.Problem;
import org.heredity.reengineering.Size;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Every method, from images to a classifier composed of its modules. */
@Tag("slow")
class ModulesTest {
  private static final int SIDE = 16;
  private static final Preprocessing PIXELS =
      new Preprocessing(SIDE, Preprocessing.Resize.AUTO, Preprocessing.Augmentation.PADDED_CROP);
  private static final Dataset COLOURS =
      new Dataset(
          "colours",
          List.of("red", "green", "blue"),
          images("train", 60),
          images("test", 18),
          "digest",
          List.of());
  private static final Teacher TEACHER = teacher();

  @TempDir Path folder;

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

  /** Trained until it tells the colours apart. */
  private static Teacher teacher() {
    NetworkSpec spec = new NetworkSpec(Architectures.cifarResNet(8), 8, 3, SIDE);
    try (Network network = Network.create(spec, Randomness.of(1))) {
      Trainer.Sgd sgd = new Trainer.Sgd(0.05, 0.05, 0.9, 0);
      try (Trainer trainer = new Trainer(network, sgd, List.of());
          Batches batches = Batches.train(COLOURS.train(), PIXELS, 20, Randomness.of(1), 0, 0)) {
        for (int step = 0; step < 60; step++) {
          Batch batch = batches.next();
          try (INDArray images = batch.images();
              INDArray labels = CrossEntropy.oneHot(batch.labels(), 3)) {
            trainer.step(images, labels);
          }
        }
      }
      return new Teacher(spec, network.stateDict(), network.stateDict().digest(), "drawn");
    }
  }

  private static Conditions conditions(double trainingScale) {
    return Conditions.of(TEACHER, COLOURS, PIXELS, Protocol.STRICT, trainingScale, 8, 1);
  }

  private static List<Problem> problems() {
    return COLOURS.classes().stream().map(c -> Problem.oneAgainstRest(COLOURS, c, 1)).toList();
  }

  private static <S extends Record> S settings(Class<S> type, Map<String, Object> values) {
    return Settings.bind(type, values, "");
  }

  private List<Part> made(DirectMethod method, List<String> stages) {
    SuiteListener listener =
        new SuiteListener() {
          @Override
          public void progress(String subject, String stage, long done, long total, String note) {
            stages.add(stage);
          }
        };
    try (WorkFolder work = WorkFolder.open(folder, listener)) {
      return method.parts(problems(), work);
    }
  }

  private static double composed(List<Part> parts) {
    int[] answers = new ComposedClassifier(parts).predictions(conditions(1), COLOURS.test());
    long right =
        IntStream.range(0, answers.length)
            .filter(i -> answers[i] == COLOURS.test().label(i))
            .count();
    return (double) right / answers.length;
  }

  @Test
  void modulesByActivationLeaveOutNeurons() {
    ActivationModules method =
        new ActivationModules(
            settings(
                ActivationModules.Settings.class,
                Map.of("confidence", 0, "tangled", 1, "images", 4)),
            conditions(1),
            COLOURS);
    List<Part> parts = made(method, new ArrayList<>());
    for (Part part : parts) {
      Kept kept = part.kept();
      assertEquals(Size.of(TEACHER.spec()).neurons(), kept.neurons());
      assertTrue(kept.neuronsKept() > 0 && kept.neuronsKept() < kept.neurons(), kept.toString());
      assertEquals(kept.weights(), kept.weightsKept());
    }
    // Of another class's image the mean of the others' logits is part of the answer.
    INDArray images = noise();
    float[][] logits;
    try (FrozenNetwork network = FrozenNetwork.of(TEACHER.spec(), TEACHER.weights());
        INDArray all = network.logits(images)) {
      logits = Floats.rows(all);
    }
    List<Place> places = Place.of(TEACHER.spec());
    boolean[][] everything =
        places.stream()
            .map(
                place -> {
                  boolean[] on = new boolean[place.channels()];
                  Arrays.fill(on, true);
                  return on;
                })
            .toArray(boolean[][]::new);
    NeuronMaps whole = NeuronMaps.of(places, everything);
    try (Part.Running module =
            ModulePart.channelled(
                    conditions(1), problems().get(1), 1, places, whole, parts.get(1).kept())
                .open();
        INDArray answers = module.logits(images)) {
      assertEquals(logits[0][1], answers.getFloat(0, 0), 1e-5);
      assertEquals((logits[0][0] + logits[0][2]) / 2, answers.getFloat(0, 1), 1e-5);
      assertEquals(answers.getFloat(0, 0) - answers.getFloat(0, 1), module.scores(images)[0], 1e-6);
    }
  }

  private static INDArray noise() {
    float[] pixels = new float[2 * 3 * SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = Randomness.of(5).uniform(i);
    }
    return Floats.array(pixels, 2, 3, SIDE, SIDE);
  }

  @Test
  void negativesAreEvenlyOfTheOtherClasses() {
    int[] taken = ActivationModules.evenly(COLOURS.train(), 1, 7, Randomness.of(1));
    assertEquals(7, taken.length);
    long red = IntStream.of(taken).filter(i -> COLOURS.train().label(i) == 0).count();
    assertEquals(4, red);
    assertTrue(IntStream.of(taken).noneMatch(i -> COLOURS.train().label(i) == 1));
    assertEquals(40, ActivationModules.evenly(COLOURS.train(), 1, 99, Randomness.of(1)).length);
  }

  @Test
  void kernelsAreSearchedByEvolutionAndKept() {
    CnnSplitter method =
        new CnnSplitter(
            settings(
                CnnSplitter.Settings.class,
                Map.of("confidence", 0, "population", 12, "parents", 6, "elite", 3, "images", 30)),
            conditions(0.03),
            COLOURS);
    List<String> stages = new ArrayList<>();
    List<Part> parts = made(method, stages);
    assertTrue(stages.contains("kernel-search"));
    stages.clear();
    List<Part> again = made(method, stages);
    assertTrue(stages.stream().noneMatch("kernel-search"::equals), "the second time it is kept");
    for (int p = 0; p < parts.size(); p++) {
      Kept kept = parts.get(p).kept();
      assertEquals(kept, again.get(p).kept());
      assertTrue(kept.kernelsKept() < kept.kernels() && kept.weightsKept() < kept.weights());
    }
    double accuracy = composed(parts);
    assertTrue(accuracy > 0.8, "colours are told apart, got " + accuracy);
  }

  @Test
  void anInterruptedSearchGoesOnWhereItWas() {
    boolean[] genes = {true, false, true};
    SearchState state =
        SearchState.start(2, c -> List.of(genes, new boolean[3]))
            .next(
                List.of(List.of(new boolean[3], genes), List.of(genes, genes)),
                new int[] {0, 1},
                0.7,
                0.6,
                new CurvePoint("kernel-search", 1, Double.NaN, 0.6, 0.5));
    SearchState read = SearchState.of(state.tensors());
    assertEquals(1, read.generation());
    assertArrayEquals(genes, read.population().get(0).get(1));
    assertArrayEquals(genes, read.best().get(0));
    assertArrayEquals(new boolean[3], read.best().get(1));
    assertEquals(0.7, read.score());
    assertEquals(0.6, read.accuracy());
    assertEquals(0, read.withoutGain());
    SearchState worse =
        read.next(read.population(), new int[] {0, 0}, 0.5, 0.4, read.points().get(0));
    assertArrayEquals(genes, worse.best().get(0));
    assertEquals(1, worse.withoutGain());
  }

  @Test
  void masksOverKernelsAreLearned() {
    GradSplitter method =
        new GradSplitter(
            settings(
                GradSplitter.Settings.class,
                Map.of("lr", 0.02, "alpha", 0.1, "start-epochs", 8, "rounds", 5)),
            conditions(1),
            COLOURS);
    List<Part> parts = made(method, new ArrayList<>());
    long kept = parts.stream().mapToLong(part -> part.kept().kernelsKept()).sum();
    assertTrue(kept < 3 * 120, "kernels went, " + kept + " are left");
    double accuracy = composed(parts);
    assertTrue(accuracy > 0.8, "colours are told apart, got " + accuracy);
    double one;
    try (Part.Running module = parts.get(0).open()) {
      one =
          new Accuracies(conditions(1))
              .part(module, parts.get(0).problem().relabelled(COLOURS.test()));
    }
    assertTrue(one > 0.6, "red is told from the rest, got " + one);
  }

  @Test
  void seamsSearchIsSuchAMethod() {
    DirectReuse method =
        new DirectReuse(settings(DirectSettings.class, Map.of("lr-mask", 0.2)), conditions(0.05));
    try (WorkFolder work = WorkFolder.open(folder, SuiteListener.SILENT)) {
      List<Part> parts = method.parts(problems().subList(0, 1), work);
      Kept kept = parts.get(0).kept();
      assertTrue(kept.weightsKept() < kept.weights());
      assertTrue(kept.neuronsKept() <= kept.neurons());
      try (Part.Running module = parts.get(0).open();
          INDArray answers = module.logits(noise())) {
        assertArrayEquals(new long[] {2, 2}, answers.shape());
      }
    }
  }

  @Test
  void groupsOfClassesAreNotForModules() {
    Problem group = Problem.among(COLOURS, "warm", List.of("red", "green"));
    GradSplitter method =
        new GradSplitter(settings(GradSplitter.Settings.class, Map.of()), conditions(1), COLOURS);
    Exception e = assertThrows(UsageException.class, () -> method.parts(List.of(group), null));
    assertEquals(
        "grad-splitter needs one class against the rest; 'warm' is a group of classes",
        e.getMessage());
  }
}
