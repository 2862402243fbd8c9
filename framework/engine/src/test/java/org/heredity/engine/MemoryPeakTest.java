package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.heredity.engine.onednn.DnnRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is said about memory beforehand is an upper bound of what becomes resident, and not much
 * more. {@code -Dheredity.memory=all} measures docs/memory.md's table, which takes 10 GB.
 */
@Tag("slow")
final class MemoryPeakTest {
  private static final double MOST = 1.5;

  @TempDir Path folder;

  static Stream<String> workloads() {
    if (!System.getProperty("heredity.memory", "").equals("all")) {
      return Stream.of(
          "resnet18:32:64:infer",
          "resnet18:32:64:attack",
          "resnet18:32:64:train",
          "resnet18:32:64:mask",
          "resnet50:224:4:attack",
          "densenet121:64:16:attack",
          "mobilenet_v2:64:32:train");
    }
    return Stream.of(
            "resnet18:32:64",
            "resnet50:32:64",
            "resnet18:224:64",
            "resnet50:224:64",
            "densenet121:64:32",
            "mobilenet_v2:64:64",
            "convnext_tiny:64:16")
        .flatMap(
            network ->
                Stream.of("infer", "attack", "train", "mask").map(kind -> network + ":" + kind));
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void isAnUpperBoundAndNotMuchMore(String workload) throws Exception {
    assumeTrue(DnnRunner.available(), "skipped: no oneDNN on this machine");
    Path log = folder.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xms256m",
                "-Xmx256m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.bytedeco.javacpp.maxbytes=16g",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=20g",
                "-cp",
                System.getProperty("java.class.path"),
                MemoryPeakChild.class.getName(),
                workload)
            .redirectError(log.toFile());
    // As the launcher has it: large arrays go back to the system when they are freed.
    builder.environment().put("MALLOC_MMAP_THRESHOLD_", "4194304");
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> read(log));
    String[] words = out.strip().split("\\s+");
    long said = Long.parseLong(words[words.length - 2]);
    long seen = Long.parseLong(words[words.length - 1]);
    System.out.printf(
        "%s: said %.0f MB, seen %.0f MB, %.2f%n",
        workload, said / 1e6, seen / 1e6, (double) said / seen);
    assertTrue(
        seen <= said && said <= MOST * seen, workload + ": " + said + " said, " + seen + " seen");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }
}
