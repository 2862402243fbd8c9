package org.heredity.pipeline.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.heredity.api.Protocol;
import org.heredity.api.config.UsageException;
import org.heredity.api.method.PreprocessingSettings;
import org.heredity.api.method.PublishedRun;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.PublishedFigure;
import org.heredity.api.result.ResultsJson;
import org.heredity.api.result.SetResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.WhiteBoxResult;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Normalisation;
import org.heredity.data.Preprocessing;
import org.heredity.files.LockFile;
import org.heredity.files.Sha256;
import org.heredity.files.StorageException;
import org.heredity.pipeline.config.AuditConfig;
import org.heredity.pipeline.config.CommonConfig;
import org.heredity.pipeline.config.GateConfig;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.config.TargetConfig;
import org.heredity.pipeline.config.TeacherConfig;
import org.heredity.pipeline.progress.SuiteListener;
import org.heredity.pipeline.progress.SuiteStatus;
import org.heredity.pipeline.progress.SuiteStatus.State;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pipeline on the real engine. */
class SuiteRunnerTest {
  private final List<String> computed = new ArrayList<>();

  private final SuiteListener listener =
      new SuiteListener() {
        @Override
        public void stageStarted(String subject, String stage) {
          computed.add(subject + ": " + stage);
        }
      };

  private SuiteResult run(SuiteConfig config, Path out) {
    computed.clear();
    return SmallSuite.runner().run(config, out, "a test", listener);
  }

  /** With one method that fails at once, of which a paper has a figure. */
  private static SuiteResult runPublished(String teacherDigest, String target, Path out)
      throws IOException {
    SuiteConfig small = SmallSuite.suite(List.of("failing"), List.of("push"), 1L);
    TeacherConfig teacher = small.common().teacher();
    SuiteConfig asPublished =
        new SuiteConfig(
            "small",
            CommonConfig.of(Protocol.STRICT, teacher, small.common().attacks(), 0),
            small.targets(),
            small.methods(),
            small.seeds(),
            0.5);
    String digest = teacherDigest.isEmpty() ? Sha256.of(teacher.checkpoint()) : teacherDigest;
    PublishedRun published =
        new PublishedRun(
            "A Paper (2022)",
            Protocol.STRICT,
            new PublishedRun.Pretrained(
                "resnet18", SmallSuite.SIDE, List.of(digest.substring(0, 8))),
            new PublishedRun.Configured("failing", Map.of()),
            new PublishedRun.Configured("push", Map.of()),
            List.of(target, "never-measured"),
            0.8,
            Double.NaN,
            "A remark.");
    return SmallSuite.runner(published).run(asPublished, out, "", new SuiteListener() {});
  }

  @Test
  void whatWasPublishedOfTheSameTeacherTargetAndMethodStandsInTheResult(@TempDir Path out)
      throws IOException {
    SuiteResult result = runPublished("", "stripes", out);
    assertEquals(
        List.of(
            new PublishedFigure(
                "A Paper (2022)",
                "push",
                List.of("stripes", "never-measured"),
                0.8,
                Double.NaN,
                List.of("Published at full length; here training-scale is 0.5.", "A remark."))),
        result.methods().get(0).published());
    assertEquals(result, ResultsJson.read(out));
  }

  @Test
  void nothingWasPublishedOfAnotherTeacherOrTarget(@TempDir Path out) throws IOException {
    SuiteResult teacher = runPublished("0".repeat(64), "stripes", out.resolve("teacher"));
    assertEquals(List.of(), teacher.methods().get(0).published());
    SuiteResult target = runPublished("", "dots", out.resolve("target"));
    assertEquals(List.of(), target.methods().get(0).published());
  }

  @Test
  @Tag("slow")
  void aSuiteIsMeasuredKeptAndNotComputedTwice(@TempDir Path out) throws IOException {
    SuiteConfig two = SmallSuite.suite(List.of("tune"), List.of("push"), 1L, 2L);
    SuiteResult first = run(two, out);
    assertEquals(2, first.cells().size());
    CellResult cell = first.cells().get(0);
    assertEquals(45, cell.accDenominator());
    assertEquals(cell.accNumerator(), cell.dirDenominator());
    assertEquals(cell.dirNumerator(), cell.perClass().stream().mapToInt(c -> c.inherited()).sum());
    assertEquals(12, cell.curve().size());
    assertEquals(
        List.of("profile", "tune", "evaluate"), cell.stages().stream().map(s -> s.name()).toList());
    assertTrue(cell.weightsKept() > 0.9 && cell.weightsKept() < 1, "" + cell.weightsKept());
    assertEquals(6, first.targets().get(0).heldOut());
    assertEquals(16 / 255.0, first.sets().get(0).maxPerturbation(), 1e-6);
    assertTrue(first.sets().get(0).objectiveAdversarial() > first.sets().get(0).objectiveClean());
    assertEquals(2, first.gallery().size());
    assertTrue(Files.size(out.resolve(first.gallery().get(0).difference())) > 0);
    assertEquals(first, ResultsJson.read(out));
    StateDict student = Checkpoints.read(SmallSuite.students(out, "tune", 1));
    assertEquals(cell.studentDigest(), student.digest());
    assertTrue(Files.exists(out.resolve("students/stripes-tune-1-mask.safetensors")));
    assertNotEquals(cell.studentDigest(), first.cells().get(1).studentDigest());
    assertEquals(1, computed.stream().filter(s -> s.endsWith("push set")).count());
    SuiteStatus status = SuiteStatus.read(out);
    assertTrue(status.finished());
    assertEquals(2, status.count(State.DONE));

    SuiteResult again = run(two, out);
    assertEquals(List.of(), computed, "nothing changed");
    assertEquals(first.cells(), again.cells());
    assertEquals(first.sets(), again.sets());

    SuiteResult edited = run(SmallSuite.suite(List.of("tune"), List.of("push"), 1L, 2L, 3L), out);
    assertEquals(
        List.of("stripes, tune, seed 3: tune", "stripes, tune, seed 3: evaluate"), computed);
    assertEquals(first.cells(), edited.cells().subList(0, 2));
    assertEquals(2 * (3 + 1), 2 * (edited.cells().size() + 1));
    assertFalse(edited.findings().stream().anyMatch(f -> f.id().equals("not-reproducible")));
  }

  @Test
  @Tag("slow")
  void twoFoldersGetTheSameFilesByteForByte(@TempDir Path a, @TempDir Path b) throws IOException {
    SuiteConfig config = SmallSuite.suite(List.of("tune"), List.of("push-head"), 1L);
    SuiteResult one = run(config, a);
    SuiteResult other = run(config, b);
    assertEquals(
        -1, Files.mismatch(SmallSuite.students(a, "tune", 1), SmallSuite.students(b, "tune", 1)));
    assertEquals(one.sets().get(0).digest(), other.sets().get(0).digest());
    assertTrue(computed.contains("stripes: head"), computed.toString());
  }

  @Test
  @Tag("slow")
  void aCellThatFailsIsRecordedAndTheRestGoesOn(@TempDir Path out) {
    SuiteResult result =
        run(SmallSuite.suite(List.of("failing", "tune"), List.of("push"), 1L), out);
    assertEquals("bird/7.jpg cannot be decoded: it ends early", result.cells().get(0).error());
    assertTrue(result.cells().get(1).done());
    assertEquals(1, SuiteStatus.read(out).count(State.FAILED));
    assertEquals(1, SuiteStatus.read(out).count(State.DONE));
  }

  @Test
  @Tag("slow")
  void aSetThatFailsGivesItsCauseToEveryCell(@TempDir Path out) {
    List<Throwable> errors = new ArrayList<>();
    SuiteListener failures =
        new SuiteListener() {
          @Override
          public void cellFailed(CellResult cell, Throwable error) {
            errors.add(error);
          }
        };
    SuiteResult result =
        SmallSuite.runner()
            .run(SmallSuite.suite(List.of("tune"), List.of("broken"), 1L, 2L), out, "", failures);
    assertEquals(
        "the adversarial set could not be made: IllegalStateException: no way up",
        result.cells().get(0).error());
    assertEquals(2, errors.size());
    assertSame(errors.get(0), errors.get(1), "so that it is logged once");
    assertEquals("no way up", errors.get(0).getCause().getMessage());
    assertEquals("/ by zero", errors.get(0).getCause().getCause().getMessage());
  }

  @Test
  void whatCannotBeIsSaidBeforeAnythingIsComputed(@TempDir Path out) {
    UsageException e =
        assertThrows(
            UsageException.class,
            () -> run(SmallSuite.suite(List.of("tuen"), List.of("push"), 1L), out));
    assertTrue(e.getMessage().contains("tune"), e.getMessage());
    assertFalse(Files.exists(out.resolve("store")));
    LockFile lock = LockFile.ofFolder(out);
    assertThrows(
        StorageException.class,
        () -> run(SmallSuite.suite(List.of("tune"), List.of("push"), 1L), out));
    lock.close();
  }

  @Test
  @Tag("slow")
  void anAuditJudgesAFileAgainstItsGates(@TempDir Path out) {
    SuiteResult suite = run(SmallSuite.suite(List.of("tune"), List.of("push"), 1L, 2L), out);
    Path teacher = out.resolve("teacher.safetensors");
    StateDict weights = SmallSuite.weights();
    SafetensorsWriter.write(teacher, weights, Map.of());
    SuiteConfig pushed = SmallSuite.suite(List.of("tune"), List.of("push"), 1L);
    AuditConfig config =
        new AuditConfig(
            new CommonConfig(
                Protocol.STRICT,
                TeacherConfig.file("resnet18", teacher, SmallSuite.SIDE),
                List.of(),
                pushed.common().attacks(),
                pushed.common().attacks(),
                0,
                0,
                16,
                0,
                2),
            TargetConfig.known("stripes"),
            SmallSuite.students(out, "tune", 1),
            Optional.empty(),
            Optional.empty(),
            Optional.of(SmallSuite.students(out, "tune", 2)),
            List.of(1 / 255.0, 16 / 255.0),
            new GateConfig(
                Optional.of(1.0),
                Optional.of(1.0),
                Optional.empty(),
                Optional.empty(),
                true,
                Set.of("accuracy-near-chance")));
    AuditRunner runner = SmallSuite.auditor();
    SuiteResult audit = runner.run(config, out.resolve("audit"), "", SuiteListener.SILENT);
    CellResult of = suite.cells().get(0);
    CellResult found = audit.cells().get(0);
    assertEquals(of.accNumerator(), found.accNumerator(), "the same student and images");
    assertEquals(of.dirNumerator(), found.dirNumerator());
    assertEquals(of.studentDigest(), found.studentDigest());
    assertEquals(2, found.sweep().size());
    assertEquals(found.dirNumerator(), found.sweep().get(1).dirNumerator(), "the same budget");
    WhiteBoxResult direct = audit.whiteBox().get(0);
    assertEquals("student", direct.method());
    assertEquals(found.accNumerator(), direct.correct());
    assertTrue(direct.fooled() > 0 && direct.interval().high() >= direct.rate());
    assertEquals(2, audit.whiteBox().size(), "the floor is attacked, too");
    CellResult floor = audit.cells().get(1);
    assertEquals("from-scratch", floor.method());
    assertEquals(suite.cells().get(1).dirNumerator(), floor.dirNumerator(), "the floor's own");
    assertEquals(2, floor.sweep().size());
    assertEquals(
        List.of("max-dir", "min-acc", "findings"),
        audit.gates().stream().map(g -> g.name()).toList());
    assertTrue(audit.gates().get(0).passed());
    assertEquals(found.acc() == 1, AuditRunner.passed(audit));
    assertEquals(audit, ResultsJson.read(out.resolve("audit")));
    assertNotNull(audit.provenance().configuration().get("sweep"));
  }

  @Test
  @Tag("slow")
  void attacksOfSeveralTeachersAreJudgedEachAndTogether(@TempDir Path out) {
    run(SmallSuite.suite(List.of("tune"), List.of("push"), 1L), out);
    Path teacher = out.resolve("teacher.safetensors");
    Path other = out.resolve("other.safetensors");
    StateDict weights = SmallSuite.weights();
    SafetensorsWriter.write(teacher, weights, Map.of());
    SafetensorsWriter.write(
        other,
        weights,
        Map.of(
            PreprocessingSettings.KEY,
            PreprocessingSettings.stored(
                new Preprocessing(SmallSuite.SIDE, Preprocessing.Resize.AUTO)
                    .with(Normalisation.of(List.of(0.5, 0.5, 0.5), List.of(0.3, 0.3, 0.3))))));
    SuiteConfig pushed = SmallSuite.suite(List.of("tune"), List.of("push"), 1L);
    AuditConfig config =
        AuditConfig.of(
            CommonConfig.of(
                    Protocol.STRICT,
                    TeacherConfig.file("resnet18", teacher, SmallSuite.SIDE),
                    pushed.common().attacks(),
                    0)
                .withOtherTeachers(List.of(other)),
            TargetConfig.known("stripes"),
            SmallSuite.students(out, "tune", 1));
    SuiteResult audit =
        SmallSuite.auditor().run(config, out.resolve("audit"), "", SuiteListener.SILENT);
    assertEquals(
        List.of("push", "push@teacher.safetensors", "push@other.safetensors"),
        audit.cells().stream().map(CellResult::attack).toList());
    CellResult together = audit.cells().get(0);
    int first = audit.cells().get(1).dirNumerator();
    int second = audit.cells().get(2).dirNumerator();
    assertTrue(together.dirNumerator() >= Math.max(first, second));
    assertEquals(first, together.members().get(0).fooled());
    assertEquals(second, together.members().get(1).fooled());
    assertEquals(
        List.of("push", "push@other.safetensors"),
        audit.sets().stream().map(SetResult::attack).toList());
    assertEquals(
        audit.sets().get(0).maxLinf(), audit.sets().get(1).maxLinf(), 1e-6, "pixels are pixels");
    AuditConfig twice =
        AuditConfig.of(
            config.common().withOtherTeachers(List.of(teacher)), config.target(), config.student());
    UsageException same =
        assertThrows(
            UsageException.class,
            () -> SmallSuite.auditor().run(twice, out.resolve("twice"), "", SuiteListener.SILENT));
    assertEquals(
        "two teachers are called 'teacher.safetensors'; give each file its own name",
        same.getMessage());
  }
}
