package org.heredity.attacks.autoattack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.heredity.api.Protocol;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.ThreatModel.Norm;
import org.heredity.api.config.Settings;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.CrossEntropy;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.Trainer;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * As many images stand as under the public AutoAttack, after each member alone and after each in
 * the ensemble's order; random numbers differ. Skipped unless {@code -Dheredity.autoattack} names a
 * checkout of github.com/fra31/auto-attack; takes an hour or two on one core, and prints a table
 * with the processor times.
 */
@Tag("slow")
class AutoAttackParityTest {
  private static final Path SCRIPT = Path.of("src/test/python/run_autoattack.py").toAbsolutePath();
  private static final String PYTHON = "/usr/bin/python3";
  private static final int IMAGES = 200;
  private static final int BATCH = 32;
  private static final int STEPS = 150;

  /**
   * By how many of 200 images the numbers that stand may differ: one, both rounded to hundredths.
   */
  private static final double TOLERANCE = 1.005;

  /** Of which the mean is compared: a single seed is off by a few images, in either program. */
  private static final Map<String, Integer> SEEDS = Map.of("apgd-ce", 24, "apgd-t", 6, "square", 6);

  /** Of the members alone, where the ensemble's order leaves them little; as the script has it. */
  private static final Map<String, Map<String, Object>> SHORT =
      Map.of("fab-t", Map.of("iterations", 20), "square", Map.of("queries", 500));

  @TempDir Path folder;

  /**
   * A small network on drawn images.
   *
   * @param noise deviation of what is added to images in training, in normalised units
   */
  private record World(int classes, int side, double noise) {
    NetworkSpec spec() {
      return new NetworkSpec(Architectures.resnet18(), 8, classes, side);
    }

    /** Waves of the class and of the image's own, in normalised units. */
    float[] image(long id) {
      float[] image = new float[3 * side * side];
      int label = label(id);
      Randomness ofClass = Randomness.of(11).at(label);
      Randomness own = Randomness.of(12).at(id);
      for (int c = 0; c < 3; c++) {
        for (int wave = 0; wave < 8; wave++) {
          Randomness draws = (wave < 4 ? ofClass : own).at(c).at(wave);
          double down = 6 * draws.uniformDouble(0) / side;
          double across = 6 * draws.uniformDouble(1) / side;
          double phase = 2 * Math.PI * draws.uniformDouble(2);
          for (int i = 0; i < side * side; i++) {
            double at = 2 * Math.PI * (down * (i / side) + across * (i % side)) + phase;
            image[c * side * side + i] += (float) ((wave < 4 ? 0.35 : 0.3) * Math.cos(at));
          }
        }
      }
      for (int i = 0; i < image.length; i++) {
        image[i] += (float) (0.3 * own.at("noise").gaussian(i));
        image[i] = Math.max(-1.7f, Math.min(2, image[i]));
      }
      return image;
    }

    int label(long id) {
      return (int) (id % classes);
    }

    INDArray images(long from, int count) {
      float[] all = new float[count * 3 * side * side];
      for (int n = 0; n < count; n++) {
        System.arraycopy(image(from + n), 0, all, n * 3 * side * side, 3 * side * side);
      }
      return Floats.array(all, count, 3, side, side);
    }

    int[] labels(long from, int count) {
      return IntStream.range(0, count).map(n -> label(from + n)).toArray();
    }

    StateDict trained() {
      Network network = Network.create(spec(), Randomness.of(5));
      Trainer.Sgd sgd = new Trainer.Sgd(0.05, 0.05, 0.9, 1e-4);
      try (Trainer trainer = new Trainer(network, sgd, List.of())) {
        for (int step = 0; step < STEPS; step++) {
          long from = 1000 + (long) step * BATCH;
          try (INDArray images = images(from, BATCH);
              INDArray targets = CrossEntropy.oneHot(labels(from, BATCH), classes)) {
            float[] values = Floats.copy(images);
            Randomness draws = Randomness.of(13).at(step);
            for (int i = 0; i < values.length; i++) {
              values[i] += (float) (noise * draws.gaussian(i));
            }
            Floats.write(values, images);
            trainer.step(images, targets);
          }
        }
      }
      return network.stateDict();
    }
  }

  static Stream<Arguments> cases() {
    World plain = new World(10, 32, 0);
    World noisy = new World(12, 48, 0.3);
    return Stream.of(
        Arguments.of(plain, Norm.L_INFINITY, 4.5 / 255),
        Arguments.of(plain, Norm.L2, 0.65),
        Arguments.of(noisy, Norm.L_INFINITY, 3 / 255.0),
        Arguments.of(noisy, Norm.L2, 0.65));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void asManyStand(World world, Norm norm, double epsilon) throws Exception {
    String checkout = System.getProperty("heredity.autoattack", "");
    assumeTrue(!checkout.isEmpty(), "-Dheredity.autoattack=CHECKOUT is not set");
    StateDict weights = world.trained();
    INDArray images = world.images(0, IMAGES);
    int[] labels = world.labels(0, IMAGES);
    Map<String, String> ours;
    try (FrozenNetwork network = FrozenNetwork.of(world.spec(), weights)) {
      ours = standing(network, images, labels, norm, epsilon);
    }
    Map<String, String> theirs = theirs(checkout, weights, images, labels, norm, epsilon);
    StringBuilder table = new StringBuilder("| after | here | public | s here | s public |\n");
    double worst = 0;
    for (Map.Entry<String, String> line : theirs.entrySet()) {
      String[] here = ours.get(line.getKey()).split(" ");
      String[] there = line.getValue().split(" ");
      double difference = Math.abs(Double.parseDouble(here[0]) - Double.parseDouble(there[0]));
      // The first of the ensemble is a single run of what was compared by its mean.
      worst = line.getKey().equals("ensemble:apgd-ce") ? worst : Math.max(worst, difference);
      table
          .append("| ")
          .append(String.join(" | ", line.getKey(), here[0], there[0], here[1], there[1]))
          .append(" |\n");
    }
    System.out.println(world + " " + norm + " " + epsilon + "\n" + table);
    assertTrue(worst <= TOLERANCE, table.toString());
  }

  /** By member, and in the ensemble's order: how many stand, and seconds. */
  private static Map<String, String> standing(
      FrozenNetwork network, INDArray images, int[] labels, Norm norm, double epsilon) {
    Map<String, String> lines = new LinkedHashMap<>();
    int[] right = standing(network, images, labels, IntStream.range(0, IMAGES).toArray());
    lines.put("clean", right.length + " 0");
    List<Attack<?>> members = AutoAttack.members().subList(0, 4);
    for (Attack<?> member : members) {
      int seeds = SEEDS.getOrDefault(member.name(), 1);
      double sum = 0;
      double start = processor();
      for (int seed = 0; seed < seeds; seed++) {
        sum += attacked(network, member, images, labels, right, norm, epsilon, seed, SHORT).length;
      }
      double seconds = (processor() - start) / seeds;
      lines.put(member.name(), String.format(Locale.ROOT, "%.2f %.1f", sum / seeds, seconds));
    }
    double start = processor();
    int[] left = right;
    for (Attack<?> member : members) {
      left = attacked(network, member, images, labels, left, norm, epsilon, 0, Map.of());
      lines.put("ensemble:" + member.name(), line(left, start));
    }
    return lines;
  }

  /** Seconds that this process has computed. */
  private static double processor() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e9;
  }

  private static String line(int[] left, double start) {
    return String.format(Locale.ROOT, "%d %.1f", left.length, processor() - start);
  }

  private static <S extends Record> int[] attacked(
      FrozenNetwork network,
      Attack<S> member,
      INDArray images,
      int[] labels,
      int[] rows,
      Norm norm,
      double epsilon,
      long seed,
      Map<String, Map<String, Object>> shorter) {
    if (rows.length == 0) {
      return rows;
    }
    Map<String, Object> values = new HashMap<>(shorter.getOrDefault(member.name(), Map.of()));
    values.put("epsilon", epsilon);
    values.put("norm", norm == Norm.L2 ? "l2" : "l-infinity");
    S settings = Settings.bind(member.settings(), values, member.name());
    int[] theirs = IntStream.of(rows).map(row -> labels[row]).toArray();
    try (INDArray clean = Nd4j.pullRows(images.reshape(IMAGES, -1), 1, rows);
        INDArray some =
            clean.reshape('c', rows.length, 3, images.size(2), images.size(3)).dup('c');
        INDArray adversarial = some.dup('c')) {
      member.perturb(
          List.of(network),
          member.threatModel(settings, Protocol.STRICT),
          new AttackBatch(
              some,
              adversarial,
              theirs,
              IntStream.of(rows).mapToObj(Randomness.of(seed)::at).toList(),
              StateDict.of(Map.of())),
          settings);
      return standing(network, adversarial, theirs, rows);
    }
  }

  private static int[] standing(FrozenNetwork network, INDArray images, int[] labels, int[] rows) {
    try (INDArray logits = network.logits(images)) {
      int[] predicted = Floats.argMax(logits);
      return IntStream.range(0, rows.length)
          .filter(n -> predicted[n] == labels[n])
          .map(n -> rows[n])
          .toArray();
    }
  }

  private Map<String, String> theirs(
      String checkout, StateDict weights, INDArray images, int[] labels, Norm norm, double epsilon)
      throws IOException, InterruptedException {
    Map<String, INDArray> tensors = new LinkedHashMap<>(weights.asMap());
    tensors.values().removeIf(tensor -> tensor.rank() == 0);
    tensors.put("images", images);
    float[] classes = new float[IMAGES];
    for (int n = 0; n < IMAGES; n++) {
      classes[n] = labels[n];
    }
    tensors.put("labels", Nd4j.createFromArray(classes));
    Path file = folder.resolve("case.safetensors");
    SafetensorsWriter.write(file, StateDict.of(tensors), Map.of());
    Path said = folder.resolve("said");
    List<String> command = new ArrayList<>(List.of(PYTHON, SCRIPT.toString(), checkout));
    command.addAll(
        List.of(
            file.toString(),
            norm == Norm.L2 ? "l2" : "linf",
            Double.toString(epsilon),
            Integer.toString(Runtime.getRuntime().availableProcessors())));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    int code = process.waitFor();
    String output = Files.readString(said, StandardCharsets.UTF_8);
    assertEquals(0, code, output);
    Map<String, String> lines = new LinkedHashMap<>();
    for (String line : output.lines().filter(l -> l.matches("\\S+ [0-9.]+ [0-9.]+")).toList()) {
      lines.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1));
    }
    return lines;
  }
}
