package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.inject.Guice;
import com.google.inject.Module;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.heredity.core.Protocol;
import org.heredity.core.result.CellResult;
import org.heredity.core.result.ResultsJson;
import org.heredity.core.suite.AttackConfig;
import org.heredity.core.suite.MethodConfig;
import org.heredity.core.suite.SuiteConfig;
import org.heredity.core.suite.SuiteListener;
import org.heredity.core.suite.SuiteRunner;
import org.heredity.core.suite.TargetConfig;
import org.heredity.core.suite.TeacherConfig;
import org.heredity.data.Dataset;
import org.heredity.data.MemorySource;
import org.heredity.data.Randomness;
import org.heredity.data.RgbImage;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.zoo.ResNet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills (SIGKILL) processes that run a suite of real methods at random moments, starts them again
 * on the same folder, and compares what they leave in the end with an undisturbed run, byte for
 * byte. {@code -Dheredity.kills=200} for a long run.
 */
class SurvivalTest {
  private static final int KILLS = Integer.getInteger("heredity.kills", 1);
  private static final int SIDE = 32;

  /** Runs the suite on a folder and prints a line for whatever happens. */
  static final class Child {
    public static void main(String[] args) {
      List<Module> modules = new ArrayList<>(List.of(new ContractsModule()));
      modules.addAll(Plugins.load(Child.class.getClassLoader()));
      SuiteListener events =
          new SuiteListener() {
            @Override
            public void stageStarted(String subject, String stage) {
              System.out.println(subject + ": " + stage);
            }

            @Override
            public void progress(String subject, String stage, long done, long total, String note) {
              System.out.println(done);
            }

            @Override
            public void stageEnded(String subject, String stage, double seconds, boolean reused) {
              System.out.println(reused);
            }

            @Override
            public void note(String message) {
              System.out.println(message);
            }
          };
      Guice.createInjector(modules)
          .getInstance(SuiteRunner.class)
          .withCheckpointsEvery(Duration.ZERO)
          .run(suite(), Path.of(args[0]), "", events);
      System.out.println("end");
    }
  }

  private static SuiteConfig suite() {
    NetworkSpec spec = new NetworkSpec(ResNet.resnet18(), 4, 3, SIDE);
    try (Network network = Network.create(spec, Randomness.of(1))) {
      Dataset dataset =
          new Dataset(
              "stripes",
              List.of("fine", "coarse"),
              new MemorySource(images("train", 40)),
              new MemorySource(images("test", 24)),
              "stripes",
              List.of());
      return new SuiteConfig(
          "survival",
          Protocol.STRICT,
          new TeacherConfig(
              "resnet18", new TeacherConfig.InMemory(network.stateDict(), "random"), SIDE, 0),
          List.of(new TargetConfig("stripes", new TargetConfig.Opened(dataset))),
          List.of(MethodConfig.of("fine-tune"), MethodConfig.of("remos"), MethodConfig.of("seam")),
          List.of(new AttackConfig("pgd", "penultimate-pgd", Map.of("steps", 8))),
          List.of(1L),
          0.0003,
          16,
          0,
          2);
    }
  }

  private static List<MemorySource.Item> images(String prefix, int count) {
    List<MemorySource.Item> items = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      byte[] rgb = new byte[SIDE * SIDE * 3];
      Randomness randomness = Randomness.of(2).at(prefix).at(n);
      for (int i = 0; i < rgb.length; i++) {
        int y = i / (3 * SIDE);
        boolean bright = y / (n % 2 == 0 ? 2 : 6) % 2 == 0;
        rgb[i] = (byte) (int) ((bright ? 120 : 30) + 100 * randomness.uniform(i));
      }
      items.add(
          new MemorySource.Item(prefix + "/" + n + ".png", n % 2, new RgbImage(SIDE, SIDE, rgb)));
    }
    return items;
  }

  private static Process start(Path out, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(
        List.of(
            "-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true"));
    command.addAll(
        List.of(
            "-cp", System.getProperty("java.class.path"), Child.class.getName(), out.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    // Small networks gain nothing from threads, and beside other work threads wait for each other.
    builder.environment().put("OMP_NUM_THREADS", "1");
    return builder.start();
  }

  /**
   * Runs until the end or until {@code events} lines came, then kills.
   *
   * @return lines seen; negative if it came to its end
   */
  private static int run(Path out, Path log, int events) throws Exception {
    Process process = start(out, log);
    int seen = 0;
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals("end")) {
          assertEquals(0, process.waitFor());
          return -seen - 1;
        }
        if (++seen == events) {
          break;
        }
      }
      // Anywhere in what comes next.
      Thread.sleep((long) (40 * Randomness.of(events).uniform(seen)));
      assertTrue(events > 0 && seen == events, () -> "ended early: " + read(log));
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
    return seen;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Students, pictures, and the products by their content. */
  private static Map<String, String> files(Path out) throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (String folder : List.of("students", "gallery")) {
      try (Stream<Path> listed = Files.list(out.resolve(folder))) {
        for (Path file : listed.toList()) {
          files.put(folder + "/" + file.getFileName(), sha256(file));
        }
      }
    }
    try (Stream<Path> listed = Files.list(out.resolve("store/blobs"))) {
      Set<String> names = new TreeSet<>();
      listed.forEach(file -> names.add(file.getFileName().toString()));
      files.put("blob", names.toString());
    }
    try (Stream<Path> left = Files.list(out.resolve("store/unfinished"))) {
      files.put("unfinished", left.map(Path::getFileName).toList().toString());
    }
    files.put(
        "cells",
        ResultsJson.read(out).cells().stream()
            .map(SurvivalTest::figures)
            .collect(Collectors.joining("\n")));
    return files;
  }

  private static String figures(CellResult cell) {
    return String.join(
        " ",
        cell.method(),
        "" + cell.accNumerator(),
        "" + cell.dirNumerator(),
        "" + cell.noiseDir(),
        "" + cell.roundedDir(),
        "" + cell.weightsKept(),
        cell.curve().toString(),
        cell.studentDigest());
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aKilledSuiteEndsAsIfItHadNeverBeenKilled(@TempDir Path folder) throws Exception {
    Path log = folder.resolve("log");
    Path undisturbed = folder.resolve("undisturbed");
    int events = -run(undisturbed, log, 0) - 1;
    assertTrue(events > 50, "events of a run: " + events);
    Map<String, String> expected = files(undisturbed);
    Randomness moments = Randomness.of(System.getProperty("heredity.kill-seed", "1").hashCode());
    int kills = 0;
    for (int round = 0; kills < KILLS; round++) {
      Path out = folder.resolve("killed-" + round);
      int killed = 0;
      while (true) {
        int after = 1 + (int) (moments.uniformDouble(kills + 1000L * round) * events / 3);
        boolean kill = kills < KILLS;
        if (run(out, log, kill ? after : 0) < 0) {
          break;
        }
        kills++;
        killed++;
      }
      assertEquals(expected, files(out), "after " + killed + " kills in round " + round);
      System.out.println("round " + round + ": " + killed + " kills, no difference");
      deleteTree(out);
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
