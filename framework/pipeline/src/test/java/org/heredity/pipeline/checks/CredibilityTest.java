package org.heredity.pipeline.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heredity.api.metric.WilsonInterval;
import org.heredity.api.result.AttackCheckResult;
import org.heredity.api.result.BudgetPoint;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.ClassResult;
import org.heredity.api.result.EnsembleResult;
import org.heredity.api.result.Finding;
import org.heredity.api.result.Finding.Severity;
import org.heredity.api.result.MethodResult;
import org.heredity.api.result.Provenance;
import org.heredity.api.result.SetResult;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.TargetResult;
import org.heredity.pipeline.checks.Evidence.Better;
import org.heredity.pipeline.checks.Evidence.Kind;
import org.heredity.pipeline.checks.Evidence.Trial;
import org.junit.jupiter.api.Test;

/** Every check is silent on a sound run and fires on its planted failure. */
class CredibilityTest {
  private static final int TEST = 1000;

  /** A run without fault, whose parts a test replaces. */
  private static final class Plant {
    String set = "pgd";
    List<EnsembleResult> ensembles = List.of();
    double teacherFooled = 0.97;
    double teacherNoise = 0.05;
    int correct = 800;
    int inherited = 500;
    double noiseDir = 0.03;
    int test = TEST;
    String studentDigest = "student";
    String seen = "crop 32";
    String methodType = "seam";
    List<BudgetPoint> sweep =
        List.of(new BudgetPoint(0.01, 100, 800), new BudgetPoint(0.03, 500, 800));
    String norm = SetResult.L_INFINITY;
    long beyond;
    long outOfRange;
    double zeroGradients;
    double[] objectives = {-5, 50, 20, 90, 30, 40};
    int duplicates;
    double least = -3;
    double sumError = 7;
    List<String> differences = List.of();
    Better better = new Better("cifar10", 2, 200, 160, 9, 2);
    SuiteResult earlier;
    List<Evidence.Weakened> weakened = List.of();
    int planted = 61;
    String checked = "pgd";

    SuiteResult result() {
      List<ClassResult> perClass =
          List.of(
              new ClassResult("a", test / 2, correct / 2, inherited / 2),
              new ClassResult("b", test / 2, correct / 2, inherited / 2));
      CellResult cell =
          new CellResult(
              "photos",
              "seam",
              1,
              "pgd",
              (double) correct / test,
              correct,
              test,
              WilsonInterval.of(correct, test),
              (double) inherited / correct,
              inherited,
              correct,
              WilsonInterval.of(inherited, correct),
              0.6,
              0.62,
              noiseDir,
              0.5,
              0.1,
              1,
              List.of(),
              List.of(),
              List.of(),
              perClass,
              sweep,
              List.of(),
              null,
              null,
              studentDigest,
              "",
              null);
      SetResult measured =
          new SetResult(
              "photos",
              set,
              "",
              norm,
              0.03,
              "pixel",
              test,
              teacherFooled,
              teacherNoise,
              0,
              1,
              0.03,
              0.8,
              1.2,
              0.03,
              "set",
              1);
      return new SuiteResult(
          SuiteResult.SCHEMA,
          "s",
          "strict",
          new Provenance(
              "1", "then", "now", "", "", "", "", "", "", "teacher", "", seen, Map.of("budget", 1)),
          List.of(new MethodResult("seam", methodType, "", Map.of())),
          List.of(new TargetResult("photos", List.of("a", "b"), 500, 50, test, "data", List.of())),
          List.of(measured),
          ensembles,
          List.of(cell, CellResult.failed("photos", "remos", 1, "pgd", 1, "it failed")),
          List.of(),
          List.of(new AttackCheckResult("photos", checked, 64, planted, 2)),
          List.of(),
          List.of(),
          List.of(),
          List.of());
    }

    Evidence evidence() {
      List<Trial> trials = new ArrayList<>();
      Kind[] kinds = {
        Kind.CLEAN, Kind.FULL, Kind.SMALL_BUDGET, Kind.LARGE_BUDGET, Kind.FEW_STEPS, Kind.ONE_STEP
      };
      for (int i = 0; i < kinds.length; i++) {
        trials.add(new Trial(kinds[i], 0.03, 40, objectives[i]));
      }
      return new Evidence(
          result(),
          List.of(new Evidence.Duplicates("photos", duplicates, List.of("cat/1.png"))),
          List.of(
              new Evidence.Probe("photos", "pgd", beyond, outOfRange, 32, zeroGradients, trials)),
          List.of(new Evidence.Outputs("photos, seam, seed 1", least, sumError)),
          List.of(new Evidence.Preprocessed("photos, student", differences, better)),
          weakened,
          Optional.ofNullable(earlier));
    }

    Finding only() {
      List<Finding> findings = Credibility.standard().findings(evidence());
      assertEquals(1, findings.size(), findings.toString());
      return findings.get(0);
    }
  }

  private static void assertFires(String id, Severity severity, String text, Plant plant) {
    Finding finding = plant.only();
    assertEquals(id, finding.id());
    assertEquals(severity, finding.severity());
    assertTrue(finding.message().contains(text), finding.message());
  }

  @Test
  void aSoundRunHasNoFindings() {
    assertEquals(List.of(), Credibility.standard().findings(new Plant().evidence()));
  }

  @Test
  void anAttackThatAscendsNoFunctionHasNoFindings() {
    Evidence sound = new Plant().evidence();
    Evidence.Probe probe = new Evidence.Probe("photos", "noise", 0, 0, 32, Double.NaN, List.of());
    Evidence evidence =
        new Evidence(
            sound.result(),
            List.of(),
            List.of(probe),
            sound.outputs(),
            List.of(),
            List.of(),
            Optional.empty());
    assertEquals(List.of(), Credibility.standard().findings(evidence));
  }

  @Test
  void anotherPreprocessingThanTheTeachersOrThanOneThatIsBetter() {
    Plant plant = new Plant();
    plant.differences = List.of("interpolation bilinear and bicubic");
    assertFires(
        "preprocessing-mismatch", Severity.WARNING, "interpolation bilinear and bicubic", plant);
    plant.differences = List.of();
    plant.better = new Better("cifar10", 2, 200, 160, 20, 4);
    assertFires(
        "other-preprocessing-better",
        Severity.WARNING,
        "80.0% on 200 images, and would be 88.0% with the preprocessing 'cifar10'",
        plant);
  }

  @Test
  void onlyAGainThatIsLargeAndCertainOfAModelOfTheseClassesTells() {
    assertTrue(new Better("cifar10", 10, 200, 100, 30, 5).telling());
    assertTrue(!new Better("cifar10", 10, 200, 100, 10, 0).telling(), "5 points are allowed");
    assertTrue(!new Better("cifar10", 10, 30, 20, 3, 1).telling(), "2 of 30 are chance");
    assertTrue(!new Better("cifar10", 10, 200, 20, 30, 5).telling(), "it knows other classes");
  }

  @Test
  void imagesBeyondTheBudgetOrOutOfRange() {
    Plant plant = new Plant();
    plant.beyond = 3;
    assertFires("outside-threat-model", Severity.ERROR, "3 values", plant);
    plant.norm = SetResult.L2;
    assertFires("outside-threat-model", Severity.ERROR, "3 images", plant);
    plant.norm = SetResult.L_INFINITY;
    plant.beyond = 0;
    plant.outOfRange = 2;
    assertFires("outside-threat-model", Severity.ERROR, "2 are out of the range", plant);
  }

  @Test
  void successThatDoesNotRiseWithTheBudget() {
    Plant plant = new Plant();
    plant.objectives[2] = 55;
    assertFires("budget-without-effect", Severity.WARNING, "55.00, 50.00 and 90.00", plant);
    plant.objectives[2] = 20;
    plant.objectives[3] = 50;
    assertFires("budget-without-effect", Severity.WARNING, "it should rise", plant);
    plant = new Plant();
    plant.sweep = List.of(new BudgetPoint(0.01, 500, 800), new BudgetPoint(0.03, 300, 800));
    assertFires("budget-without-effect", Severity.WARNING, "62.5% to 37.5%", plant);
  }

  @Test
  void moreStepsThatDoNotHelp() {
    Plant plant = new Plant();
    plant.objectives[4] = 50;
    assertFires("more-steps-no-help", Severity.WARNING, "a quarter of its steps", plant);
  }

  @Test
  void oneStepThatBeatsMany() {
    Plant plant = new Plant();
    plant.objectives[5] = 51;
    assertFires("one-step-beats-many", Severity.WARNING, "51.00", plant);
  }

  @Test
  void noiseThatIsAsStrongAsTheAttack() {
    Plant plant = new Plant();
    plant.noiseDir = 0.61;
    assertFires("noise-as-strong", Severity.NOTE, "DIR 62.5% against 61.0%", plant);
    plant.methodType = MethodResult.FLOOR;
    assertEquals(List.of(), Credibility.standard().findings(plant.evidence()), "the control");
    plant = new Plant();
    plant.teacherNoise = 0.98;
    assertFires("noise-as-strong", Severity.WARNING, "98.0%", plant);
  }

  @Test
  void aTeacherThatIsNotFooled() {
    Plant plant = new Plant();
    plant.teacherFooled = 0.3;
    assertFires("teacher-not-fooled", Severity.WARNING, "30.0% of 1000 images", plant);
    plant = new Plant();
    List<String> members = List.of("both.one", "both.two");
    plant.ensembles = List.of(new EnsembleResult("photos", "both", members, 1000, 0.3));
    assertFires("teacher-not-fooled", Severity.WARNING, "30.0% of 1000 images", plant);
    plant.ensembles = List.of(new EnsembleResult("photos", "both", members, 1000, 0.9));
    assertEquals(List.of(), Credibility.standard().findings(plant.evidence()), "together enough");
    plant.teacherFooled = 0.3;
    plant.set = "both.one";
    assertEquals(List.of(), Credibility.standard().findings(plant.evidence()), "a member alone");
  }

  @Test
  void aStudentNearChance() {
    Plant plant = new Plant();
    plant.correct = 520;
    plant.inherited = 300;
    assertFires("accuracy-near-chance", Severity.WARNING, "52.0%", plant);
  }

  @Test
  void aStudentNearChanceFailsAnAudit() {
    Plant plant = new Plant();
    plant.correct = 520;
    plant.inherited = 300;
    plant.methodType = MethodResult.AUDITED;
    assertFires("accuracy-near-chance", Severity.ERROR, "52.0%", plant);
  }

  @Test
  void anAttackWeakerThanTheProtocols() {
    Plant plant = new Plant();
    plant.weakened = List.of(new Evidence.Weakened("pgd", List.of("steps 1, by default 40")));
    assertFires("weaker-than-protocol", Severity.NOTE, "steps 1, by default 40", plant);
    plant.methodType = MethodResult.AUDITED;
    assertFires("weaker-than-protocol", Severity.ERROR, "steps 1, by default 40", plant);
  }

  @Test
  void anAttackThatMissesWhatIsPlanted() {
    Plant plant = new Plant();
    plant.planted = 60;
    assertFires("attack-misses-planted", Severity.ERROR, "60 of 64", plant);
    plant = new Plant();
    plant.checked = "another";
    assertEquals(List.of(), Credibility.standard().findings(plant.evidence()));
    plant.methodType = MethodResult.AUDITED;
    assertFires("attack-misses-planted", Severity.ERROR, "nothing shows", plant);
  }

  @Test
  void testImagesThatStandInTraining() {
    Plant plant = new Plant();
    plant.duplicates = 4;
    assertFires("test-images-in-training", Severity.WARNING, "4 of 1000", plant);
    plant.duplicates = 40;
    assertFires("test-images-in-training", Severity.ERROR, "cat/1.png", plant);
  }

  @Test
  void tooFewImagesForTheInterval() {
    Plant plant = new Plant();
    plant.test = 60;
    plant.correct = 50;
    plant.inherited = 30;
    assertFires("too-few-images", Severity.WARNING, "of 50 images", plant);
  }

  @Test
  void softmaxWhereLogitsAreExpected() {
    Plant plant = new Plant();
    plant.least = 0;
    plant.sumError = 1e-6;
    assertFires("softmax-for-logits", Severity.ERROR, "probabilities", plant);
  }

  @Test
  void zeroGradients() {
    Plant plant = new Plant();
    plant.zeroGradients = 0.25;
    assertFires("zero-gradients", Severity.WARNING, "25.0% of 32", plant);
    plant.zeroGradients = 1;
    assertFires("zero-gradients", Severity.ERROR, "100.0%", plant);
  }

  @Test
  void resultsThatChangedBetweenTwoRuns() {
    Plant other = new Plant();
    other.inherited = 498;
    other.studentDigest = "another";
    Plant plant = new Plant();
    plant.earlier = other.result();
    assertFires("not-reproducible", Severity.WARNING, "500/800, in the run of now 498/800", plant);
    other.seen = "crop 28";
    plant.earlier = other.result();
    assertEquals(List.of(), Credibility.standard().findings(plant.evidence()), "other inputs");
    plant.earlier = new Plant().result();
    assertEquals(List.of(), Credibility.standard().findings(plant.evidence()));
  }

  @Test
  void theGravestComeFirst() {
    Plant plant = new Plant();
    plant.noiseDir = 0.61;
    plant.teacherFooled = 0.3;
    plant.beyond = 1;
    assertEquals(
        List.of(Severity.ERROR, Severity.WARNING, Severity.NOTE),
        Credibility.standard().findings(plant.evidence()).stream().map(Finding::severity).toList());
  }

  @Test
  void everyCheckHasItsPage() {
    Path root = Path.of("").toAbsolutePath();
    while (root != null && !Files.isDirectory(root.resolve("docs/findings"))) {
      root = root.getParent();
    }
    Path pages = root.resolve("docs/findings");
    for (Check check : Credibility.standard().checks()) {
      assertTrue(Files.isRegularFile(pages.resolve(check.id() + ".md")), check.id());
    }
  }
}
