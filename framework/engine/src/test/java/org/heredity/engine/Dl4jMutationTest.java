package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.util.ModelSerializer;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.engine.dl4j.Dl4jModel;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deeplearning4j files that are almost sound must be read or refused. */
@Tag("slow")
class Dl4jMutationTest {
  private static final int MUTANTS = 120;

  /** In the configuration what is read of it stands anywhere, in the parameters it stands first. */
  private static final int HEAD = 200;

  @TempDir static Path folder;
  private static NetworkSpec spec;
  private static byte[] sound;

  @BeforeAll
  static void write() throws IOException {
    spec = new NetworkSpec(Architectures.cifarResNet(20), 4, 3, 32);
    Path file = folder.resolve("sound.zip");
    try (Network network = Network.of(spec, Formula.weights(spec, 9))) {
      ModelSerializer.writeModel(network.graph(), file.toFile(), false);
    }
    sound = Files.readAllBytes(file);
  }

  private static boolean read(byte[] file) throws IOException {
    Path path = Files.write(folder.resolve("mutant.zip"), file);
    try {
      Dl4jModel.read(path, spec.imageSize()).among(List.of(spec.architecture())).weights();
      return true;
    } catch (CheckpointException e) {
      assertTrue(e.getMessage().startsWith(path.toString()), e.getMessage());
      return false;
    }
  }

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void mutantsAreReadOrRefused() throws IOException {
    Map<String, byte[]> entries = entries();
    List<String> names = List.of("configuration.json", "coefficients.bin");
    int read = 0;
    for (int i = 0; i < MUTANTS; i++) {
      Random random = new Random(i);
      byte[] mutant;
      if (i % 3 == 0) {
        mutant = mutate(sound, sound.length, random);
      } else {
        Map<String, byte[]> changed = new LinkedHashMap<>(entries);
        changed.compute(names.get(i % 3 - 1), (name, old) -> mutate(old, reach(old, name), random));
        mutant = zip(changed);
      }
      try {
        read += read(mutant) ? 1 : 0;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("mutant " + i, e);
      }
    }
    assertTrue(read(sound), "the sound file is refused");
    assertTrue(read > 0, "mutants are too far off: none was read");
    assertTrue(read < MUTANTS, "no mutant was refused");
  }

  private static int reach(byte[] entry, String name) {
    return name.endsWith(".bin") ? HEAD : entry.length;
  }

  /** Some bytes before {@code reach} changed, or the rest cut off. */
  private static byte[] mutate(byte[] old, int reach, Random random) {
    byte[] mutant = old.clone();
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(reach);
      if (random.nextInt(8) == 0) {
        return Arrays.copyOf(mutant, at);
      }
      mutant[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : '0' + random.nextInt(10));
    }
    return mutant;
  }

  private static Map<String, byte[]> entries() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(sound))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }
}
