package org.heredity.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.heredity.pipeline.crew.CrewRequest;
import org.heredity.pipeline.crew.Lines;
import org.heredity.pipeline.crew.Lines.Line;
import org.heredity.pipeline.crew.Lines.Word;
import org.heredity.pipeline.crew.StageOrder;
import org.heredity.pipeline.crew.StageReport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine does with a process that is not as it should be. */
@Tag("slow")
class StageProcessTest {
  private static final StageOrder ORDER = new StageOrder("a/stage", "suite", "p", 1, Map.of());

  @TempDir Path folder;

  /** A process that does as its arguments say. */
  public static final class Fake {
    private Fake() {}

    /** Arguments: what it is for, a file that tells whether it was started before, then others. */
    public static void main(String[] args) throws IOException {
      Lines lines = new Lines(System.in, System.out);
      if (args[0].equals("mistaken")) {
        System.err.println("heredity: checkpoint 'teacher.pth' is not there");
        System.exit(5);
      }
      System.out.println("a library says something");
      lines.say(Line.of(Word.READY, args[0].equals("other") ? "another" : "suite", "p"));
      Line order = lines.hear().orElseThrow();
      Path before = Path.of(args[1]);
      if (args[0].equals("killed") && !Files.exists(before)) {
        Files.createFile(before);
        Runtime.getRuntime().halt(137);
      }
      lines.say(Line.of(Word.PUT, "keys/k/x.json", args[1]));
      if (!lines.hear().orElseThrow().text().isEmpty()) {
        System.err.println("heredity: it cannot be written");
        System.exit(6);
      }
      lines.say(new Line(Word.DONE, order.name(), "", true, Map.of("a", "b")));
      lines.hear();
    }
  }

  private StageProcess process(String how, String... missing) throws IOException {
    Path file = folder.resolve("file");
    if (!how.equals("killed")) {
      Files.writeString(file, "content");
    }
    List<String> path =
        missing.length > 0
            ? List.of(missing)
            : List.of(System.getProperty("java.class.path").split(File.pathSeparator));
    CrewRequest.Worker worker =
        new CrewRequest.Worker(
            1,
            1,
            1,
            List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"),
            path,
            List.of(Fake.class.getName(), how, file.toString()),
            Map.of());
    HadoopDepot depot =
        HadoopDepot.open(folder.resolve("store").toUri(), "run", new Configuration(), note -> {});
    return new StageProcess(worker, folder.resolve("own"), depot, "host:1", 1);
  }

  private String failure(String how, String... missing) throws IOException {
    try (StageProcess process = process(how, missing)) {
      return assertThrows(StageFailedException.class, () -> process.perform(ORDER)).getMessage();
    }
  }

  @Test
  void aStageIsDoneAndItsFilesAreInTheStore() throws IOException {
    try (StageProcess process = process("good")) {
      StageReport report = process.perform(ORDER);
      assertTrue(report.whole());
      assertEquals(1, report.made());
      assertEquals(Map.of("a", "b"), report.failed());
      assertTrue(Files.exists(folder.resolve("store/keys/k/x.json")));
    }
  }

  @Test
  void aKilledProcessIsStartedAgain() throws IOException {
    try (StageProcess process = process("killed")) {
      assertTrue(process.perform(ORDER).whole());
    }
  }

  @Test
  void aMachineThatLacksAFileSaysWhich() throws IOException {
    assertEquals(
        "a process of Heredity ended with exit code 5: heredity: checkpoint 'teacher.pth' is not"
            + " there",
        failure("mistaken"));
    String none = folder.resolve("none/heredity-cli.jar").toString();
    assertTrue(failure("good", none).startsWith(none + " is not there; Heredity has to be on"));
  }

  @Test
  void aMachineWithOtherFilesIsRefused() throws IOException {
    assertTrue(failure("other").startsWith("the suite with its teacher and datasets is another"));
  }

  @Test
  void aStoreThatFailsOneMachineIsItsFailure() throws IOException {
    Files.createDirectories(folder.resolve("store"));
    Files.writeString(folder.resolve("store/keys"), "a file, no folder");
    assertTrue(failure("good").contains("exit code 6: heredity: it cannot be written"));
  }
}
