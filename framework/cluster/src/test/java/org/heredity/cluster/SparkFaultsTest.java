package org.heredity.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.heredity.cli.OwnMounts;
import org.heredity.cli.SharedSuite;
import org.heredity.cluster.Standalone.Machine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster in which something is wrong with a machine gives what one process gives. Takes minutes,
 * so only with {@code -Dheredity.spark-faults=true}.
 */
@Tag("slow")
@EnabledIfSystemProperty(
    named = "heredity.spark-faults",
    matches = "true",
    disabledReason = "only with -Dheredity.spark-faults=true")
class SparkFaultsTest {
  /** The folder is the first argument, then follows the command line of a worker. */
  private static final String SMALL_DISK =
      """
      mkdir "$1/small" && mount -t tmpfs -o size=3m none "$1/small" && shift && exec "$@"
      """;

  private static final String OTHER_TEACHER =
      """
      cp "$1/teacher.safetensors" "$1/other" && printf x | dd of="$1/other" bs=1 conv=notrunc \\
        seek=$(($(wc -c <"$1/other") - 3)) && mount --bind "$1/other" "$1/teacher.safetensors" \\
        && shift && exec "$@"
      """;

  @TempDir Path folder;

  private Machine ownMounts(String script, Map<String, String> environment) {
    return new Machine(
        List.of("unshare", "-r", "-m", "sh", "-c", script, "sh", folder.toString()), environment);
  }

  private static Machine anHourAhead() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("/usr/lib"), 3)) {
      Path library =
          files.filter(file -> file.endsWith("faketime/libfaketimeMT.so.1")).findAny().orElse(null);
      assumeTrue(library != null, "no libfaketime here: clocks that are apart were not tried");
      return new Machine(
          List.of(),
          Map.of(
              "LD_PRELOAD",
              library.toString(),
              "FAKETIME",
              "+1h",
              "DONT_FAKE_MONOTONIC",
              "1",
              "FAKETIME_FORCE_MONOTONIC_FIX",
              "0"));
    }
  }

  /** What the driver says of a run that ends as one process does. */
  private String run(Machine... machines) throws Exception {
    String suite = SharedSuite.layOut(folder);
    SparkFolder spark = new SparkFolder(folder);
    Path one = SharedSuite.undisturbed(folder, suite);
    Path out = folder.resolve("out");
    Path log = folder.resolve("spark.log");
    try (Standalone cluster = new Standalone(spark, folder, List.of(machines))) {
      Process driver =
          spark.heredity(
              log,
              "run",
              suite,
              "--on",
              cluster.address(),
              "--store",
              folder.resolve("store").toUri().toString(),
              "--out",
              out.toString(),
              "--format",
              "charts",
              "--format",
              "markdown");
      assertTrue(driver.waitFor(5, TimeUnit.MINUTES), "it hangs");
      String said = Files.readString(log);
      assertEquals(0, driver.exitValue(), said);
      SharedSuite.assertSameResults(one, out);
      SharedSuite.assertSameFilesForUsers(one, out);
      return said;
    }
  }

  @Test
  void aFullDiskAndAnotherTeacherLeaveTheWorkToOthers() throws Exception {
    new OwnMounts(folder).assumeThereAreSome();
    String said =
        run(
            Machine.USUAL,
            ownMounts(SMALL_DISK, Map.of("SPARK_LOCAL_DIRS", folder.resolve("small").toString())),
            ownMounts(OTHER_TEACHER, Map.of()));
    assertTrue(said.contains("No space left on device"), said);
    assertTrue(said.contains("the suite with its teacher and datasets is another here"), said);
  }

  @Test
  void clocksThatAreAnHourApartChangeNothing() throws Exception {
    run(Machine.USUAL, anHourAhead());
  }
}
