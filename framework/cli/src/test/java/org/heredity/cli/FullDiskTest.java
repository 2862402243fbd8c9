package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.ResultsJson;
import org.heredity.cli.console.ExitCode;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that fills up under a run, twice, and one that is read-only: small file systems in memory,
 * in a mount namespace of their own, where the system lets a process make one (Linux).
 */
@Tag("slow")
class FullDiskTest {
  /**
   * The folder is the first argument. An undisturbed run; then on a disk of a quarter of what that
   * took, then of three quarters, then with room enough, then read-only. Each run's messages and
   * exit code, and what it left, are kept.
   */
  private static final String SCRIPT =
      """
      set -u
      cd "$1"
      mkdir disk
      mount -t tmpfs none disk || exit 99
      attempt() {
        name=$1
        shift
        "$JAVA" -Xmx1g -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.awt.headless=true \\
          -cp "$CLASSES" org.heredity.cli.Main run suite.yaml --out disk/out "$@" \\
          >"$name.out" 2>"$name.err"
        echo $? >"$name.code"
        cp -R disk/out "$name"
      }
      attempt undisturbed
      all=$(du -sk disk | cut -f1)
      umount disk
      mount -t tmpfs -o "size=$((all / 4))k" none disk
      attempt first
      mount -o "remount,size=$((all * 3 / 4))k" disk
      attempt second
      mount -o remount,size=1g disk
      attempt third
      mount -o remount,ro disk
      attempt fourth --set seeds=[1,2]
      """;

  @TempDir Path folder;

  private String text(String name) throws IOException {
    return Files.readString(folder.resolve(name)).strip();
  }

  /** The one line that tells why a run ended. */
  private String reason(String run) throws IOException {
    assertEquals(ExitCode.IO.number() + "", text(run + ".code"), text(run + ".err"));
    List<String> reasons =
        text(run + ".err").lines().filter(line -> line.startsWith("heredity: ")).toList();
    assertEquals(1, reasons.size(), text(run + ".err"));
    assertEquals("", text(run + ".out"));
    return reasons.get(0);
  }

  private static List<String> figures(Path out) {
    return ResultsJson.read(out).cells().stream()
        .map(c -> c.accNumerator() + " " + c.dirNumerator() + " " + c.studentDigest())
        .toList();
  }

  @Test
  void nothingIsLostOrHalfWritten() throws Exception {
    OwnMounts mounts = new OwnMounts(folder);
    mounts.assumeThereAreSome();
    SmallWorld.model(folder.resolve("teacher.safetensors"), Architectures.resnet18(), 3);
    SmallWorld.images(folder.resolve("images"));
    SmallWorld.suite(folder);
    assertEquals(0, mounts.shell(SCRIPT), text("shell.log"));

    assertEquals("0", text("undisturbed.code"), text("undisturbed.err"));
    Path undisturbed = folder.resolve("undisturbed");
    for (String full : List.of("first", "second")) {
      assertTrue(reason(full).contains("No space left on device; free some space"), reason(full));
      FolderContent.of(folder.resolve(full)).assertWhole();
    }
    assertEquals("0", text("third.code"), text("third.err"));
    assertTrue(text("third.err").contains("cached by an earlier run"), text("third.err"));
    FolderContent third = FolderContent.of(folder.resolve("third"));
    third.assertWhole();
    assertEquals(figures(undisturbed), figures(folder.resolve("third")));
    assertEquals(FolderContent.of(undisturbed).digests().keySet(), third.digests().keySet());
    assertTrue(reason("fourth").contains("make it writable"), reason("fourth"));
    assertEquals(third.digests(), FolderContent.of(folder.resolve("fourth")).digests());
    CellResult cell = ResultsJson.read(folder.resolve("third")).cells().get(0);
    assertTrue(Files.exists(folder.resolve("third").resolve(cell.studentFile())));
  }
}
