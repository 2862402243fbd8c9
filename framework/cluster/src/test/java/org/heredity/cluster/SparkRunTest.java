package org.heredity.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.heredity.cli.SharedSuite;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors of Spark give the same figures and files as one process. */
@Tag("slow")
class SparkRunTest {
  @TempDir Path folder;

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void twoExecutorsGiveWhatOneProcessGives() throws Exception {
    String suite = SharedSuite.layOut(folder);
    SparkFolder spark = new SparkFolder(folder);
    Path one = SharedSuite.undisturbed(folder, suite);
    Path out = folder.resolve("out");
    Path log = folder.resolve("spark.log");
    Process driver =
        spark.heredity(
            log,
            "run",
            suite,
            "--on",
            "local-cluster[2,1,1024]",
            "--store",
            folder.resolve("store").toUri().toString(),
            "--out",
            out.toString(),
            "--format",
            "charts",
            "--format",
            "markdown");
    assertEquals(0, driver.waitFor(), () -> text(log));
    SharedSuite.assertSameResults(one, out);
    SharedSuite.assertSameFilesForUsers(one, out);
  }
}
