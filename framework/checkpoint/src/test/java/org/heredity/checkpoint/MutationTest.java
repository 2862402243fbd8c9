package org.heredity.checkpoint;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The fuzz corpus, mutated by a seeded generator: some thousand files that are almost sound. They
 * must be read or refused, in bounded time and memory.
 */
@Tag("slow")
class MutationTest {
  private static final int MUTANTS = 2000;
  private static final long HEAP = 8 << 20;
  private static final long[] EDGES = {
    0, 1, -1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE
  };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "anyFile",
        "pickleInZip",
        "legacyBody",
        "safetensorsHeader",
        "inertPickle",
        "onnxModel"
      })
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void mutantsAreReadOrRefused(String target) throws IOException {
    Predicate<byte[]> reader =
        switch (target) {
          case "anyFile" -> FuzzTargets::anyFile;
          case "pickleInZip" -> FuzzTargets::pickleInZip;
          case "legacyBody" -> FuzzTargets::legacyBody;
          case "inertPickle" -> FuzzTargets::inertPickle;
          case "onnxModel" -> FuzzTargets::onnxModel;
          default -> FuzzTargets::safetensorsHeader;
        };
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<byte[]> corpus = corpus(target);
    long sound = corpus.stream().filter(reader).count();
    assertTrue(sound >= 2, "of the corpus of " + target + " only " + sound + " are read");
    int read = 0;
    for (int i = 0; i < MUTANTS; i++) {
      byte[] mutant = mutate(corpus.get(i % corpus.size()), new Random(i));
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        read += reader.test(mutant) ? 1 : 0;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("mutant " + i + " of " + target, e);
      }
      long taken = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(taken < HEAP, target + "'s mutant " + i + " took " + taken + " bytes of heap");
    }
    assertTrue(read > 0, "mutants are too far off: none was read");
    assertTrue(read < MUTANTS, "no mutant was refused");
  }

  private static byte[] mutate(byte[] seed, Random random) {
    byte[] mutant = seed.clone();
    for (int i = 1 + random.nextInt(3); i > 0 && mutant.length > 8; i--) {
      int at = random.nextInt(mutant.length);
      switch (random.nextInt(5)) {
        case 0 -> mutant[at] ^= 1 << random.nextInt(8);
        case 1 -> mutant[at] = (byte) random.nextInt(256);
        case 2 -> {
          long edge = EDGES[random.nextInt(EDGES.length)];
          for (int b = 0; b < 1 << random.nextInt(4) && at + b < mutant.length; b++) {
            mutant[at + b] = (byte) (edge >> 8 * b);
          }
        }
        case 3 -> {
          int end = at + random.nextInt(Math.min(16, mutant.length - at));
          mutant =
              Pickles.join(
                  Arrays.copyOf(mutant, end), Arrays.copyOfRange(mutant, at, mutant.length));
        }
        default -> mutant = Arrays.copyOf(mutant, at);
      }
    }
    return mutant;
  }

  private static List<byte[]> corpus(String target) throws IOException {
    Path checkpoints = CheckpointsTest.resource("dict.pth").getParent();
    Path folder =
        checkpoints.resolveSibling("org/heredity/checkpoint/CheckpointFuzzTestInputs/" + target);
    List<byte[]> corpus = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        corpus.add(Files.readAllBytes(file));
      }
    }
    return corpus;
  }
}
