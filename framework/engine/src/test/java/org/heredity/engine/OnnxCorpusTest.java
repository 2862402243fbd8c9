package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.engine.naming.FileNetwork;
import org.heredity.engine.onnx.OnnxNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The corpus of the readers' fuzz test, translated: whole, and as mutants. */
class OnnxCorpusTest {
  private static final Path CORPUS =
      Path.of(
          "../checkpoint/src/test/resources/org/heredity/checkpoint/CheckpointFuzzTestInputs/onnxModel");
  private static final int SIDE = 8;
  private static final int MUTANTS = 1500;

  @TempDir Path folder;

  private static List<Path> corpus() throws IOException {
    try (var files = Files.list(CORPUS)) {
      return files.filter(file -> file.toString().endsWith(".onnx")).sorted().toList();
    }
  }

  @Test
  void itIsComputedAsOnnxRuntimeDoes() throws IOException, OrtException {
    assertEquals(4, corpus().size());
    for (Path file : corpus()) {
      FileNetwork read = OnnxNetwork.read(file, SIDE);
      assertEquals(
          "mean [0.5, 0.5, 0.5], deviation [0.25, 0.25, 0.25]",
          read.normalisation().orElseThrow().toString());
      INDArray images = Formula.images(2, SIDE, 1);
      INDArray expected = OnnxOracle.logits(file, images.mul(0.25).addi(0.5));
      try (FrozenNetwork network = FrozenNetwork.of(read.spec(), read.weights())) {
        OnnxOracle.compare(file.toString(), expected, Transforms.softmax(network.logits(images)));
      }
    }
  }

  /** Each is translated, or refused in a line. */
  @Tag("slow")
  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void mutantsAreReadOrRefused() throws IOException {
    List<Path> corpus = corpus();
    Path file = folder.resolve("mutant.onnx");
    int read = 0;
    for (int i = 0; i < MUTANTS; i++) {
      byte[] mutant = mutate(Files.readAllBytes(corpus.get(i % corpus.size())), new Random(i));
      Files.write(file, mutant);
      try {
        OnnxNetwork.read(file, SIDE);
        read++;
      } catch (CheckpointException refused) {
        String message = refused.getMessage();
        assertTrue(message.length() < 4000 && message.indexOf('\n') < 0, message);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("mutant " + i + " of " + corpus.get(i % corpus.size()), e);
      }
    }
    assertTrue(read > 0 && read < MUTANTS, read + " of " + MUTANTS + " were read");
  }

  private static byte[] mutate(byte[] seed, Random random) {
    byte[] mutant = seed.clone();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(mutant.length);
      switch (random.nextInt(4)) {
        case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> mutant[at] = (byte) random.nextInt(8);
        case 2 -> mutant[at] = (byte) 0xFF;
        default -> mutant = random.nextInt(8) == 0 ? Arrays.copyOf(mutant, at + 1) : mutant;
      }
    }
    return mutant;
  }
}
