package org.heredity.reengineering.modular;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.heredity.api.Protocol;
import org.heredity.api.config.Names;
import org.heredity.api.config.Settings;
import org.heredity.api.result.Kept;
import org.heredity.data.Batch;
import org.heredity.data.Batches;
import org.heredity.data.Dataset;
import org.heredity.data.MemorySource;
import org.heredity.data.Preprocessing;
import org.heredity.data.Randomness;
import org.heredity.data.RgbImage;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.zoo.Architectures;
import org.heredity.reengineering.Conditions;
import org.heredity.reengineering.Part;
import org.heredity.reengineering.Problem;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class ComposedTest {
  private static final int SIDE = 16;
  private static final INDArray IMAGES = Floats.array(new float[3 * 3 * 256], 3, 3, SIDE, SIDE);

  private static final Preprocessing PIXELS = new Preprocessing(8, Preprocessing.Resize.AUTO);

  private static MemorySource pixels(int count) {
    List<MemorySource.Item> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] rgb = new byte[192];
      Arrays.fill(rgb, (byte) 10);
      rgb[0] = (byte) (i % 3 == 0 ? 200 : 10);
      rgb[3] = (byte) (i % 3 == 1 ? 200 : 10);
      items.add(new MemorySource.Item("i" + i, i % 3, new RgbImage(8, 8, rgb)));
    }
    return new MemorySource(items);
  }

  private static Dataset dataset() {
    return new Dataset("three", List.of("a", "b", "c"), pixels(12), pixels(6), "digest", List.of());
  }

  /** Gives images scores, whatever they are. */
  private static Part part(String target, float... scores) {
    Problem problem = Problem.oneAgainstRest(dataset(), target, 1);
    return new Part() {
      @Override
      public Problem problem() {
        return problem;
      }

      @Override
      public Kept kept() {
        return new Kept(1, 1, 1, 1, 1, 1);
      }

      @Override
      public Running open() {
        return new Running() {
          @Override
          public INDArray logits(INDArray images) {
            float[] rows = new float[2 * scores.length];
            for (int n = 0; n < scores.length; n++) {
              rows[2 * n] = scores[n] + 1;
              rows[2 * n + 1] = 1;
            }
            return Floats.array(rows, scores.length, 2);
          }

          @Override
          public void close() {
            // Has nothing.
          }
        };
      }
    };
  }

  @Test
  void theModuleWithTheHighestScoreNamesTheClass() {
    List<Part> parts = List.of(part("c", 1, 5, -1), part("a", 2, 5, -3), part("b", 0, 6, -2));
    Conditions conditions = new Conditions(null, "", PIXELS, Protocol.STRICT, 1, 64, 1);
    assertArrayEquals(
        new int[] {0, 1, 2}, new ComposedClassifier(parts).predictions(conditions, pixels(3)));
  }

  @Test
  void aPatchReplacesTheProbabilityOfOneClass() {
    NetworkSpec spec = new NetworkSpec(Architectures.cifarResNet(8), 8, 3, SIDE);
    try (Network weak = Network.create(spec, Randomness.of(1))) {
      INDArray bias = Floats.array(new float[] {0.2f, 0, 0.1f}, 3);
      INDArray weight = Floats.array(new float[3 * 32], 3, 32);
      weak.load(weak.stateDict().with("fc.bias", bias).with("fc.weight", weight));
      // Probabilities 0.37, 0.30 and 0.33, whatever the image.
      try (FrozenNetwork network = FrozenNetwork.of(spec, weak.stateDict());
          Part.Running reference = part("b", 10, 14, 20).open();
          Part.Running module = part("b", 10, 13.5f, 14).open()) {
        PatchedClassifier unseen = new PatchedClassifier(network, reference, 1);
        assertThrows(IllegalStateException.class, () -> unseen.classify(IMAGES));
        unseen.refer(IMAGES);
        // Scores 0, 0.4 and 1 of the range.
        assertArrayEquals(new int[] {0, 1, 1}, unseen.classify(IMAGES));
        PatchedClassifier patched = new PatchedClassifier(network, module, 1);
        patched.refer(IMAGES);
        assertArrayEquals(new int[] {0, 1, 1}, patched.classify(IMAGES));
      }
    }
  }

  private static double accuracy(Part part) {
    int right = 0;
    try (Part.Running module = part.open();
        Batches batches = Batches.test(part.problem().test(), PIXELS, 64)) {
      Batch batch = batches.next();
      try (INDArray images = batch.images();
          INDArray logits = module.logits(images)) {
        int[] answers = Floats.argMax(logits);
        for (int n = 0; n < answers.length; n++) {
          right += answers[n] == batch.labels()[n] ? 1 : 0;
        }
        return (double) right / answers.length;
      }
    }
  }

  /** One linear layer on 8 x 8 pixels of one channel: class by the brighter of two pixels. */
  @Test
  void denseModulesTellTheirClassFromTheRest() {
    double[][] weights = new double[64][3];
    weights[0][0] = 4;
    weights[1][1] = 4;
    double[][] first = new double[64][64];
    for (int i = 0; i < 64; i++) {
      first[i][i] = 1;
    }
    DenseNetwork network =
        new DenseNetwork(List.of(first, weights), List.of(new double[64], new double[] {0, 0, 3}));
    for (DenseApproach approach : DenseApproach.values()) {
      DenseModules method =
          new DenseModules(
              Settings.bind(
                  DenseModules.Settings.class,
                  Map.of("approach", Names.kebab(approach.name()), "confidence", 0.5, "fewest", 0),
                  ""),
              network,
              dataset(),
              PIXELS,
              Protocol.STRICT);
      List<Problem> problems =
          dataset().classes().stream().map(c -> Problem.oneAgainstRest(dataset(), c, 1)).toList();
      List<Part> parts = method.parts(problems, null);
      assertEquals(3, parts.size(), approach.toString());
      for (Part part : parts) {
        Kept kept = part.kept();
        assertEquals(64 * 65 + 65 * 3, kept.weights());
        assertEquals(64, kept.neurons());
        // What stands for neither bright pixel has nothing but the head's bias: it is lost where
        // the
        // others' outputs are put together, and where positives have the last word.
        boolean lost = approach.channels() || approach.negativesFirst();
        double expected = lost && part.problem().name().equals("c") ? 0.5 : 1;
        assertEquals(expected, accuracy(part), approach + ", " + part.problem().name());
      }
    }
  }
}
