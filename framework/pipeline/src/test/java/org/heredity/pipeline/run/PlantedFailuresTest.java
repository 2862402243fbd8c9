package org.heredity.pipeline.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.heredity.api.Protocol;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.AttackBatch;
import org.heredity.api.attack.ThreatModel;
import org.heredity.api.method.PreprocessingSettings;
import org.heredity.api.result.Finding;
import org.heredity.api.result.ResultsJson;
import org.heredity.api.result.SuiteResult;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Dataset;
import org.heredity.data.MemorySource;
import org.heredity.data.Randomness;
import org.heredity.data.RgbImage;
import org.heredity.engine.AttackedNetwork;
import org.heredity.engine.Objective;
import org.heredity.pipeline.config.AttackConfig;
import org.heredity.pipeline.config.AuditConfig;
import org.heredity.pipeline.config.CommonConfig;
import org.heredity.pipeline.config.GateConfig;
import org.heredity.pipeline.config.Installed;
import org.heredity.pipeline.config.MethodConfig;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.config.TargetConfig;
import org.heredity.pipeline.config.TeacherConfig;
import org.heredity.pipeline.progress.SuiteListener;
import org.heredity.pipeline.run.Push.PushSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What is wrong with attacks, data and networks, planted in real runs: the finding that is meant
 * for it appears, and none on a sound run.
 */
@Tag("slow")
class PlantedFailuresTest {
  private static final int TEST = 150;

  /** The sound attack, broken in one way. */
  private record Broken(String name, Perturbation perturbation) implements Attack<PushSettings> {
    private static final Push SOUND = new Push(false);

    /** Moves the adversarial images of a batch. */
    private interface Perturbation {
      void move(
          List<? extends AttackedNetwork> models,
          ThreatModel threat,
          AttackBatch batch,
          PushSettings settings);
    }

    @Override
    public String description() {
      return "broken";
    }

    @Override
    public Class<PushSettings> settings() {
      return PushSettings.class;
    }

    @Override
    public ThreatModel threatModel(PushSettings settings, Protocol protocol) {
      return SOUND.threatModel(settings, protocol);
    }

    @Override
    public boolean needsTargetHead(PushSettings settings) {
      return false;
    }

    @Override
    public Optional<Objective> objective(int[] labels, PushSettings settings) {
      return SOUND.objective(labels, settings);
    }

    @Override
    public void perturb(
        List<? extends AttackedNetwork> model,
        ThreatModel threat,
        AttackBatch batch,
        PushSettings settings) {
      perturbation.move(model, threat, batch, settings);
    }

    private static ThreatModel of(double epsilon) {
      return ThreatModel.linf(epsilon, ThreatModel.Unit.PIXEL);
    }

    private static final Broken LEAPING =
        new Broken(
            "leaping",
            (model, threat, batch, settings) -> SOUND.perturb(model, of(0.2), batch, settings));

    private static final Broken CAPPED =
        new Broken(
            "capped",
            (model, threat, batch, settings) -> {
              ThreatModel cap = of(Math.min(threat.epsilon(), 2 / 255.0));
              batch.adversarial().assign(batch.clean());
              SOUND.perturb(model, cap, batch, settings);
            });

    private static final Broken IMPATIENT =
        new Broken(
            "impatient",
            (model, threat, batch, settings) ->
                SOUND.perturb(model, threat, batch, new PushSettings(2, settings.step())));

    private static final Broken IDLE = new Broken("idle", (model, threat, batch, settings) -> {});
  }

  private static final Set<Attack<?>> ATTACKS =
      Set.of(new Push(false), Broken.LEAPING, Broken.CAPPED, Broken.IMPATIENT, Broken.IDLE);

  private static AttackConfig<?> attack(String name) {
    Installed installed = SmallSuite.installed(ATTACKS, colours(30, 30));
    return AttackConfig.of(installed.attack(name, "attacks"), Map.of());
  }

  private static SuiteResult run(
      Path out, TeacherConfig teacher, Dataset dataset, int steps, AttackConfig<?>... attacks) {
    SuiteConfig config =
        new SuiteConfig(
            "planted",
            new CommonConfig(
                Protocol.STRICT, teacher, List.of(), List.of(attacks), List.of(), 0, 0, 16, 0, 1),
            List.of(TargetConfig.known(dataset.name())),
            List.of(
                new MethodConfig<>(
                    "tune", new SmallSuite.Tune(), new SmallSuite.TuneSettings(steps))),
            List.of(1L),
            1);
    return new SuiteRunner(SmallSuite.installed(ATTACKS, dataset))
        .run(config, out, "", SuiteListener.SILENT);
  }

  /** Noisy images, a little stronger in the channel that is their class; crops stay in it. */
  private static Dataset colours(int train, int test) {
    return new Dataset(
        "colours",
        List.of("red", "green", "blue"),
        new MemorySource(images("train", train)),
        new MemorySource(images("test", test)),
        "colours-" + train + "-" + test,
        List.of());
  }

  private static List<MemorySource.Item> images(String prefix, int count) {
    List<MemorySource.Item> items = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      String id = prefix + "/" + n + ".png";
      Randomness randomness = Randomness.of(5).at(id);
      byte[] rgb = new byte[SmallSuite.SIDE * SmallSuite.SIDE * 3];
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = (byte) (int) (80 + (i % 3 == n % 3 ? 24 : 0) + 60 * randomness.uniform(i));
      }
      items.add(
          new MemorySource.Item(id, n % 3, new RgbImage(SmallSuite.SIDE, SmallSuite.SIDE, rgb)));
    }
    return items;
  }

  /** What was found, by the attack; under {@code ""} what concerns none. */
  private static Map<String, Set<String>> byAttack(SuiteResult result) {
    return result.findings().stream()
        .collect(
            Collectors.groupingBy(
                finding ->
                    result.sets().stream()
                        .map(set -> set.attack())
                        .filter(attack -> finding.subject().endsWith(", " + attack))
                        .findFirst()
                        .orElse(""),
                Collectors.mapping(Finding::id, Collectors.toCollection(TreeSet::new))));
  }

  private static void assertFires(SuiteResult result, String attack, String id) {
    Map<String, Set<String>> found = byAttack(result);
    assertTrue(found.getOrDefault(attack, Set.of()).contains(id), id + " in " + found);
  }

  @Test
  void attacks(@TempDir Path out) throws IOException {
    Dataset dataset = colours(60, TEST);
    TeacherConfig teacher = SmallSuite.teacher();
    SuiteResult sound = run(out, teacher, dataset, 30, attack("push"));
    assertEquals(List.of(), sound.findings());
    SuiteResult again = run(out, teacher, dataset, 30, attack("push"));
    assertEquals(List.of(), again.findings(), "the same as before");

    SuiteResult broken =
        run(
            out,
            teacher,
            dataset,
            30,
            attack("push"),
            attack("leaping"),
            attack("capped"),
            attack("impatient"),
            new AttackConfig<>("timid", new Push(false), new PushSettings(8, 0.0005)),
            attack("idle"));
    assertFires(broken, "leaping", "outside-threat-model");
    assertFires(broken, "capped", "budget-without-effect");
    assertFires(broken, "impatient", "more-steps-no-help");
    assertFires(broken, "timid", "one-step-beats-many");
    assertFires(broken, "idle", "noise-as-strong");
    assertFires(broken, "idle", "teacher-not-fooled");
    assertEquals(null, byAttack(broken).get("push"), "the sound one beside them");

    Path file = out.resolve(ResultsJson.FILE);
    String digest = broken.cells().get(0).studentDigest();
    Files.writeString(file, Files.readString(file).replace(digest, "another"));
    SuiteResult changed =
        run(
            out,
            teacher,
            dataset,
            30,
            attack("push"),
            attack("leaping"),
            attack("capped"),
            attack("impatient"),
            new AttackConfig<>("timid", new Push(false), new PushSettings(8, 0.0005)),
            attack("idle"));
    assertFires(changed, "push", "not-reproducible");
  }

  @Test
  void dataAndNetworks(@TempDir Path out) {
    StateDict weights = SmallSuite.weights();
    Map<String, INDArray> dead = new LinkedHashMap<>(weights.asMap());
    dead.put("conv1.weight", Nd4j.zeros(weights.get("conv1.weight").shape()));
    TeacherConfig teacher = SmallSuite.teacher(StateDict.of(dead));
    Dataset drawn = colours(30, 30);
    Dataset leaking =
        new Dataset("stripes", drawn.classes(), drawn.train(), drawn.train(), "leaking", List.of());
    SuiteResult result = run(out, teacher, leaking, 1, attack("push"));
    assertFires(result, "push", "zero-gradients");
    assertFires(result, "", "accuracy-near-chance");
    assertFires(result, "push", "too-few-images");
    assertFires(result, "", "test-images-in-training");
  }

  @Test
  void probabilitiesForLogits(@TempDir Path out) {
    StateDict weights = SmallSuite.weights();
    Map<String, INDArray> student = new LinkedHashMap<>(weights.asMap());
    long features = weights.get("fc.weight").size(1);
    student.put("fc.weight", Nd4j.zeros(3, features));
    student.put("fc.bias", Nd4j.createFromArray(0.2f, 0.5f, 0.3f));
    Path teacherFile = out.resolve("teacher.safetensors");
    Path studentFile = out.resolve("student.safetensors");
    SafetensorsWriter.write(teacherFile, weights, Map.of());
    SafetensorsWriter.write(studentFile, StateDict.of(student), Map.of());
    assertEquals(3, Checkpoints.read(studentFile).get("fc.bias").length());
    AuditConfig config =
        AuditConfig.of(
            CommonConfig.of(
                Protocol.STRICT,
                TeacherConfig.file("resnet18", teacherFile, SmallSuite.SIDE),
                List.of(attack("push")),
                0),
            TargetConfig.known("colours"),
            studentFile);
    SuiteResult result =
        new AuditRunner(SmallSuite.installed(ATTACKS, colours(30, 30)))
            .run(config, out.resolve("audit"), "", SuiteListener.SILENT);
    assertFires(result, "", "softmax-for-logits");
    assertEquals(6, result.cells().get(0).sweep().size());
  }

  @Test
  void preprocessingThatIsNotTheModels(@TempDir Path out) {
    Dataset dataset = colours(60, TEST);
    TeacherConfig teacher = SmallSuite.teacher();
    run(out, teacher, dataset, 30, attack("push"));
    List<String> sound = audit(out, teacher, dataset, Optional.empty());
    assertEquals(List.of(), sound);

    PreprocessingSettings faint =
        PreprocessingSettings.read(
            Map.of("mean", List.of(0.5, 0.5, 0.5), "std", List.of(9.0, 9.0, 9.0)), "");
    assertEquals(
        List.of("other-preprocessing-better", "preprocessing-mismatch"),
        audit(out, teacher, dataset, Optional.of(faint)));
  }

  /** What is found of the preprocessing, sorted. */
  private static List<String> audit(
      Path out, TeacherConfig teacher, Dataset dataset, Optional<PreprocessingSettings> student) {
    AuditConfig config =
        new AuditConfig(
            CommonConfig.of(Protocol.STRICT, teacher, List.of(attack("push")), 0),
            TargetConfig.known("colours"),
            out.resolve("students/colours-tune-1.safetensors"),
            Optional.empty(),
            student,
            Optional.empty(),
            List.of(),
            GateConfig.NONE);
    return new AuditRunner(SmallSuite.installed(ATTACKS, dataset))
        .run(config, out.resolve("audit"), "", SuiteListener.SILENT).findings().stream()
            .map(Finding::id)
            .filter(id -> id.contains("preprocessing"))
            .sorted()
            .toList();
  }
}
