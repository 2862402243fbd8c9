package org.heredity.pipeline.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.heredity.api.Protocol;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.Ensemble;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.config.Setting;
import org.heredity.api.config.Settings;
import org.heredity.api.config.UsageException;
import org.heredity.api.config.YamlDocument;
import org.heredity.api.dataset.DatasetFacts;
import org.heredity.api.dataset.DatasetFormat;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.api.method.Reuse;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.method.Student;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Dataset;
import org.heredity.engine.Architecture;
import org.heredity.engine.AttackedNetwork;
import org.heredity.engine.NetworkSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuiteFileTest {
  private static final String SUITE =
      """
      name: cifar-to-photos
      protocol: strict            # or paper
      teacher: {architecture: resnet18, checkpoint: teacher.pth, image-size: 32}
      targets: [{name: photos6, path: photos6.zip}]
      methods: [fine-tune, remos, {seam: {alpha: 0.5, lr-mask: 0.05, prune-threshold: 0.6}}]
      attacks: [penultimate-pgd]
      seeds: [1, 2, 3]
      training-scale: 0.02        # share of the published number of training steps
      """;

  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();

  record None() {}

  record Seam(
      @Setting(value = "Weight of the kept share", byDefault = "0.5", min = 0) double alpha,
      @Setting(value = "Rate of the mask", byDefault = "0.05", min = 0) double lrMask,
      @Setting(value = "Removed share to stop at", byDefault = "0.6", min = 0, max = 1)
          double pruneThreshold) {}

  record Method<S extends Record>(
      String name, Class<S> settings, Map<String, Map<String, Object>> presets)
      implements ReuseMethod<S> {
    @Override
    public String description() {
      return name;
    }

    @Override
    public Student make(Reuse reuse, S settings) {
      throw new AssertionError("nothing is made here");
    }
  }

  record Pgd(String name, Class<None> settings) implements Attack<None> {
    @Override
    public String description() {
      return name;
    }

    @Override
    public ThreatModel threatModel(None settings, Protocol protocol) {
      throw new AssertionError("nothing is attacked here");
    }

    @Override
    public boolean needsTargetHead(None settings) {
      return false;
    }

    @Override
    public void perturb(
        List<? extends AttackedNetwork> model,
        ThreatModel threat,
        AttackBatch batch,
        None settings) {}
  }

  record ResNet(String name, int smallestImage) implements Architecture {
    @Override
    public String description() {
      return name;
    }

    @Override
    public int publishedWidth() {
      return 64;
    }

    @Override
    public String head() {
      return "fc";
    }

    @Override
    public List<String> stages() {
      return List.of();
    }

    @Override
    public ComputationGraphConfiguration configuration(NetworkSpec spec) {
      throw new AssertionError("nothing is built here");
    }

    @Override
    public Optional<NetworkSpec> recognise(StateDict tensors, int imageSize) {
      return Optional.empty();
    }
  }

  record Format(String name) implements DatasetFormat {
    @Override
    public DatasetFacts facts() {
      return new DatasetFacts(name, 0, 0, 0, "", "");
    }

    @Override
    public boolean recognises(Path path) {
      return false;
    }

    @Override
    public Dataset open(DatasetRequest request) {
      throw new AssertionError("nothing is opened here");
    }
  }

  private static final Method<None> FINE_TUNE = new Method<>("fine-tune", None.class, Map.of());
  private static final Method<None> REMOS = new Method<>("remos", None.class, Map.of());
  private static final Method<Seam> SEAM =
      new Method<>("seam", Seam.class, Map.of("paper", Map.of("alpha", 0.7)));
  private static final Pgd PGD = new Pgd("penultimate-pgd", None.class);

  private static final Ensemble PAIR =
      new Ensemble(
          "pair-1",
          "two of a kind",
          List.of(
              new Ensemble.Member("one", "penultimate-pgd", Map.of()),
              new Ensemble.Member("two", "penultimate-pgd", Map.of())));

  private static SuiteFile files() {
    return new SuiteFile(
        new Installed(
            Set.of(FINE_TUNE, REMOS, SEAM),
            Set.of(PGD),
            Set.of(PAIR),
            Set.of(new ResNet("resnet18", 32)),
            Set.of(new Format("flowers102"), new Format("folder")),
            Set.of()));
  }

  private static final String ENSEMBLE_SUITE =
      "teacher: {architecture: resnet18, checkpoint: a.pth, image-size: 32}\n"
          + "targets: [flowers102]\nmethods: [fine-tune]\nattacks: ";

  @Test
  void anEnsembleIsReadByItsNameOrFromAList() throws IOException {
    SuiteConfig suite =
        read(
            ENSEMBLE_SUITE
                + "[pair-1, {label: mine, ensemble: [penultimate-pgd,"
                + " {label: other, penultimate-pgd: {}}]}]");
    List<AttackEntry> attacks = suite.common().attacks();
    assertEquals(List.of("pair-1", "mine"), attacks.stream().map(AttackEntry::label).toList());
    assertEquals(
        List.of("one", "two"), attacks.get(0).members().stream().map(AttackConfig::label).toList());
    assertEquals(
        List.of("penultimate-pgd", "other"),
        attacks.get(1).members().stream().map(AttackConfig::label).toList());
    assertEquals(attacks, read(ENSEMBLE_SUITE + written(attacks)).common().attacks());
  }

  /** As JSON, which is YAML, too. */
  private static String written(List<AttackEntry> attacks) throws IOException {
    return new ObjectMapper()
        .writeValueAsString(attacks.stream().map(AttackEntry::written).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[pair-2]|there is no 'pair-2'; did you mean 'pair-1'",
        "[{pair-1: {steps: 3}}]|what 'pair-1' stands for is fixed, only 'epsilon' may be set",
        "[{label: mine, ensemble: [pgdd, penultimate-pgd]}]|there is no 'pgdd'",
        "[{label: mine, ensemble: [pair-1, penultimate-pgd]}]|'pair-1' is an ensemble",
        "[{label: mine, ensemble: [penultimate-pgd]}]|two attacks or more are expected, got 1",
        "[{ensemble: [penultimate-pgd]}]|expected a label and a list of attacks",
        "[{label: pair-1, ensemble: [penultimate-pgd, {label: b, penultimate-pgd: {}}]}, pair-1]"
            + "|are both called 'pair-1'",
      })
  void aWrongEnsembleIsNamed(String attacks, String message) {
    UsageException error = assertThrows(UsageException.class, () -> read(ENSEMBLE_SUITE + attacks));
    assertTrue(error.getMessage().contains(message), error.getMessage());
    assertTrue(error.getMessage().contains("attacks["), error.getMessage());
  }

  private SuiteConfig read(String yaml, String... assignments) throws IOException {
    Path file = Files.writeString(folder.resolve("suite.yaml"), yaml);
    return files().read(file, List.of(assignments), notes::add);
  }

  @Test
  void readsTheExampleOfTheDocumentation() throws IOException {
    SuiteConfig suite = read(SUITE);
    assertEquals("cifar-to-photos", suite.name());
    assertEquals(Protocol.STRICT, suite.common().protocol());
    assertEquals(
        TeacherConfig.file("resnet18", folder.resolve("teacher.pth"), 32),
        suite.common().teacher());
    assertEquals(
        List.of(TargetConfig.at("photos6", folder.resolve("photos6.zip"))), suite.targets());
    assertEquals(
        List.of(
            MethodConfig.of(FINE_TUNE),
            MethodConfig.of(REMOS),
            new MethodConfig<>("seam", SEAM, new Seam(0.5, 0.05, 0.6))),
        suite.methods());
    assertEquals(List.of(AttackConfig.of(PGD, Map.of())), suite.common().attacks());
    assertEquals(List.of(1L, 2L, 3L), suite.seeds());
    assertEquals(0.02, suite.trainingScale());
    assertEquals(64, suite.common().batchSize());
  }

  @Test
  void theCommandLineChangesSettings() throws IOException {
    SuiteConfig suite =
        read(
            SUITE,
            "training-scale=0.5",
            "methods[2].seam.alpha=0.1",
            "seeds=[7]",
            "protocol=paper");
    assertEquals(0.5, suite.trainingScale());
    assertEquals(0.1, suite.methods().get(2).values().get("alpha"));
    assertEquals(List.of(7L), suite.seeds());
    assertEquals(Protocol.PAPER, suite.common().protocol());
  }

  @Test
  void anEntryMayHaveALabelAndAPreset() throws IOException {
    SuiteConfig suite =
        read(
            SUITE
                .replace(
                    "fine-tune, remos",
                    "seam, {label: seam-paper, seam: {preset: paper}}, fine-tune")
                .replace(", {seam: {alpha: 0.5, lr-mask: 0.05, prune-threshold: 0.6}}", ""));
    assertEquals(
        List.of("seam", "seam-paper", "fine-tune"),
        suite.methods().stream().map(method -> method.label()).toList());
    assertEquals(new Seam(0.7, 0.05, 0.6), suite.methods().get(1).settings());
  }

  @Test
  void aSweepIsAnEntryForEachValue() throws IOException {
    SuiteConfig suite =
        read(
            SUITE.replace(
                "{seam: {alpha: 0.5, lr-mask: 0.05, prune-threshold: 0.6}}",
                "{seam: {alpha: 0.4}, sweep: {prune-threshold: [0.3, 7/10]}}"));
    assertEquals(
        List.of(
            MethodConfig.of(FINE_TUNE),
            MethodConfig.of(REMOS),
            new MethodConfig<>("seam-0.3", SEAM, new Seam(0.4, 0.05, 0.3)),
            new MethodConfig<>("seam-7-10", SEAM, new Seam(0.4, 0.05, 0.7))),
        suite.methods());
  }

  @Test
  void itsValuesAreWhatUsersWouldWriteDefaultsFilledIn() throws IOException {
    SuiteConfig suite =
        read(SUITE.replace("fine-tune, remos", "{label: tuned, fine-tune: {}}"), "protocol=paper");
    Map<String, Object> values = Settings.values(suite);
    assertEquals(
        YamlDocument.map(
                """
            name: cifar-to-photos
            protocol: paper
            teacher: {architecture: resnet18, checkpoint: FOLDER/teacher.pth, image-size: 32, width: 0}
            other-teachers: []
            attacks: [{penultimate-pgd: {}}]
            white-box: []
            white-box-images: 0
            white-box-draws: 0
            batch-size: 64
            set-seed: 0
            gallery-images: 6
            targets: [{name: photos6, path: FOLDER/photos6.zip, unreadable: fail}]
            methods:
            - {fine-tune: {}, label: tuned}
            - {seam: {alpha: 0.5, lr-mask: 0.05, prune-threshold: 0.6}}
            seeds: [1, 2, 3]
            training-scale: 0.02
            """
                    .replace("FOLDER", folder.toString()),
                "expected")
            .toString(),
        values.toString());
    assertEquals(suite, read(new ObjectMapper().writeValueAsString(values)));
  }

  @Test
  void theOldNameOfTheTrainingScaleIsStillRead() throws IOException {
    SuiteConfig suite = read(SUITE.replace("training-scale", "budget"));
    assertEquals(0.02, suite.trainingScale());
    assertEquals(
        List.of("'budget' is now called 'training-scale'; the old name is still read"), notes);
  }

  @Test
  void aSuiteOfTodayTellsNothing() throws IOException {
    read(SUITE);
    assertEquals(List.of(), notes);
  }

  @Test
  void bothNamesOfTheTrainingScaleAreTooMany() {
    UsageException e = assertThrows(UsageException.class, () -> read(SUITE, "budget=0.5"));
    assertEquals(
        folder.resolve("suite.yaml")
            + ": option 'budget' is now called 'training-scale', and both are set; leave out the"
            + " former",
        e.getMessage());
  }

  @Test
  void aKnownDatasetNeedsNoPath() throws IOException {
    SuiteConfig suite = read(SUITE.replace("[{name: photos6, path: photos6.zip}]", "[flowers102]"));
    assertEquals(List.of(TargetConfig.known("flowers102")), suite.targets());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          training-scale: 0.02 | trainin-scale: 0.02 | option 'trainin-scale' does not exist; did you mean 'training-scale'?
          training-scale: 0.02 | training-scale: 0 | option 'training-scale': expected a number, 1.0E-6 to 1000, got 0; change it, or leave it out for the default 1
          alpha: 0.5 | alpa: 0.5 | option 'methods[2].seam.alpa' does not exist; did you mean 'alpha'?
          alpha: 0.5 | alpha: -1 | option 'methods[2].seam.alpha': expected a number, at least 0, got -1; change it, or leave it out for the default 0.5
          alpha: 0.5 | preset: papr | option 'methods[2].seam.preset': there is no 'papr'; did you mean 'paper'?
          remos, | remoss, | option 'methods[1]': there is no 'remoss'; did you mean 'remos'?
          remos, | fine-tune, | options 'methods[0]' and 'methods[1]' are both called 'fine-tune'; give one a label, such as {label: fine-tune-2, fine-tune: {…}}
          remos, | {remos: {}, seam: {}}, | option 'methods[1]': expected one name with its settings, such as {seam: {alpha: 0.5}}, got [remos, seam]
          remos, | '{remos: {}, sweep: {ratio: 1}},' | option 'methods[1].sweep': expected one setting with a list of values, such as {prune-threshold: [0.3, 0.5, 0.7]}, got '{ratio=1}'
          'seam: {alpha: 0.5,' | 'sweep: {alpha: [1]}, seam: {alpha: 0.5,' | option 'methods[2].sweep': 'alpha' is set beside it, too; leave out one of the two
          'seam: {alpha: 0.5,' | 'sweep: {alpha: [1, 1]}, seam: {' | option 'methods[2].sweep': the value 1 is there twice
          'seam: {alpha: 0.5,' | 'sweep: {alpha: [1, -1]}, seam: {' | option 'methods[2].seam.alpha': expected a number, at least 0, got -1; change it, or leave it out for the default 0.5
          penultimate-pgd | penultimate-pdg | option 'attacks[0]': there is no 'penultimate-pdg'; did you mean 'penultimate-pgd'?
          resnet18 | resnet19 | option 'teacher.architecture': there is no 'resnet19'; did you mean 'resnet18'?
          image-size: 32 | image-size: 16 | option 'teacher.image-size': resnet18 takes images of at least 32 pixels, got 16; images are resized to what you set
          checkpoint: teacher.pth, | '' | option 'teacher.checkpoint' is missing: expected a path (Its weights: a .pth, .safetensors, .onnx or Deeplearning4j .zip file, or a folder with model.safetensors and timm's config.json); add it
          protocol: strict | protocol: strickt | option 'protocol': expected one of paper, strict, got 'strickt'; did you mean 'strict'?
          ', path: photos6.zip' | '' | option 'targets[0].path' is missing, and no dataset is called 'photos6': give the path; there are flowers102, folder
          path: photos6.zip | path: photos6.zip, format: flowers | option 'targets[0].format': there is no 'flowers'; did you mean 'flowers102'?
          seeds: [1, 2, 3] | seeds: [1, 1] | seeds has '1' twice; give each its own name
          seeds: [1, 2, 3] | seeds: [1, x] | option 'seeds[1]': expected a whole number, got 'x'; change it, or leave it out for the default [1]
          """)
  void aMistakeNamesFileAndOption(String right, String wrong, String message) {
    UsageException e = assertThrows(UsageException.class, () -> read(SUITE.replace(right, wrong)));
    assertEquals(folder.resolve("suite.yaml") + ": " + message, e.getMessage());
  }
}
