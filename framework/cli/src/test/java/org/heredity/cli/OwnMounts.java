package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Shells with a mount namespace of their own, where the system lets a process make one (Linux). */
public final class OwnMounts {
  private final Path folder;

  /** In a folder, which is a script's first argument. */
  public OwnMounts(Path folder) {
    this.folder = folder;
  }

  /** Skips the test where no process may mount a small disk. */
  public void assumeThereAreSome() throws Exception {
    assumeTrue(
        shell("mkdir -p \"$1/try\" && mount -t tmpfs none \"$1/try\"") == 0,
        "this system lets no process mount a file system of its own: a full disk was not tried");
  }

  /** Runs a script, which finds Java and this class path in $JAVA and $CLASSES; its exit code. */
  int shell(String script) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of("unshare", "-r", "-m", "sh", "-c", script, "sh", folder.toString()));
    builder
        .environment()
        .putAll(
            Map.of(
                "JAVA", ProcessHandle.current().info().command().orElseThrow(),
                "CLASSES", System.getProperty("java.class.path"),
                "OMP_NUM_THREADS", "1"));
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("shell.log").toFile());
    try {
      Process process = builder.start();
      assertTrue(process.waitFor(5, TimeUnit.MINUTES), "it takes too long");
      return process.exitValue();
    } catch (IOException e) {
      return 98;
    }
  }
}
