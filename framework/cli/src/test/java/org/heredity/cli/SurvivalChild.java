package org.heredity.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.Multibinder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.heredity.api.Protocol;
import org.heredity.api.attack.Attack;
import org.heredity.api.config.Reading;
import org.heredity.api.dataset.DatasetFacts;
import org.heredity.api.dataset.DatasetFormat;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.api.report.ReportFormat;
import org.heredity.api.result.ResultsJson;
import org.heredity.api.result.SuiteResult;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.data.Dataset;
import org.heredity.data.MemorySource;
import org.heredity.data.Randomness;
import org.heredity.data.RgbImage;
import org.heredity.pipeline.config.AttackConfig;
import org.heredity.pipeline.config.CommonConfig;
import org.heredity.pipeline.config.Installed;
import org.heredity.pipeline.config.MethodConfig;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.config.TargetConfig;
import org.heredity.pipeline.config.TeacherConfig;
import org.heredity.pipeline.progress.SuiteListener;
import org.heredity.pipeline.run.SuiteRunner;

/**
 * The process that {@link SurvivalTest} kills: runs a suite of real methods on a folder, then
 * writes every report. It says {@link #READY}, a line for whatever begins, and {@link #END}.
 */
final class SurvivalChild {
  static final String READY = "ready";
  static final String END = "end";
  static final int SIDE = 32;

  private SurvivalChild() {}

  /** Arguments: the suite's folder, the teacher's file. */
  public static void main(String[] args) throws IOException {
    Path out = Path.of(args[0]);
    List<Module> modules = new ArrayList<>(List.of(new ContractsModule()));
    modules.addAll(Plugins.load(SurvivalChild.class.getClassLoader()));
    modules.add(
        binder ->
            Multibinder.newSetBinder(binder, DatasetFormat.class)
                .addBinding()
                .toInstance(new Stripes()));
    Injector injector = Guice.createInjector(modules);
    SuiteRunner runner =
        injector.getInstance(SuiteRunner.class).withCheckpointsEvery(Duration.ZERO);
    // The tensor library is loaded with the first tensor; that is no moment of the run's own.
    Checkpoints.read(Path.of(args[1]));
    System.out.println(READY);
    SuiteResult result =
        timeless(
            runner.run(
                suite(Path.of(args[1]), injector.getInstance(Installed.class)),
                out,
                "",
                new Telling()));
    Set<ReportFormat> formats =
        injector.getInstance(Key.get(new TypeLiteral<Set<ReportFormat>>() {}));
    Stream<ReportFormat> inOrder =
        formats.stream().sorted(Comparator.comparing(ReportFormat::name));
    for (ReportFormat format : inOrder.toList()) {
      System.out.println("report " + format.name());
      format.write(result, out);
    }
    System.out.println(END);
  }

  private static final class Telling implements SuiteListener {
    @Override
    public void stageStarted(String subject, String stage) {
      System.out.println(stage);
    }

    @Override
    public void stageEnded(String subject, String stage, double seconds, boolean cached) {
      System.out.println("after " + stage);
    }
  }

  /** Without what two runs of the same suite may differ in: when, and how long. */
  private static SuiteResult timeless(SuiteResult result) throws IOException {
    JsonNode tree = ResultsJson.tree(result);
    for (JsonNode parent : tree.findParents("seconds")) {
      ((ObjectNode) parent).put("seconds", 0.0);
    }
    for (String time : List.of("started", "finished")) {
      ((ObjectNode) tree.get("provenance")).put(time, "2026-01-01T00:00:00Z");
    }
    return ResultsJson.parse(new ObjectMapper().writeValueAsBytes(tree), "timeless");
  }

  /** Drawn images of two classes. */
  private static final class Stripes implements DatasetFormat {
    @Override
    public String name() {
      return "stripes";
    }

    @Override
    public DatasetFacts facts() {
      return new DatasetFacts("drawn for a test", 2, 40, 24, "", "");
    }

    @Override
    public boolean recognises(Path path) {
      return false;
    }

    @Override
    public boolean madeByProgram() {
      return true;
    }

    @Override
    public Dataset open(DatasetRequest request) {
      return new Dataset(
          "stripes",
          List.of("fine", "coarse"),
          new MemorySource(images("train", 40)),
          new MemorySource(images("test", 24)),
          "stripes",
          List.of());
    }
  }

  private static SuiteConfig suite(Path teacher, Installed installed) {
    Attack<?> pgd = installed.attack("penultimate-pgd", "attacks");
    AttackConfig<?> attack =
        AttackConfig.of("pgd", pgd, Map.of("steps", 8), "pgd", Reading.plain());
    List<MethodConfig<?>> methods = new ArrayList<>();
    for (String name : List.of("fine-tune", "remos", "seam")) {
      methods.add(MethodConfig.of(installed.method(name, "methods")));
    }
    return new SuiteConfig(
        "survival",
        new CommonConfig(
            Protocol.STRICT,
            TeacherConfig.file("resnet18", teacher, SIDE),
            List.of(),
            List.of(attack),
            List.of(),
            0,
            0,
            16,
            0,
            2),
        List.of(TargetConfig.known("stripes")),
        methods,
        List.of(1L),
        0.0003);
  }

  private static List<MemorySource.Item> images(String prefix, int count) {
    List<MemorySource.Item> items = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      byte[] rgb = new byte[SIDE * SIDE * 3];
      Randomness randomness = Randomness.of(2).at(prefix).at(n);
      for (int i = 0; i < rgb.length; i++) {
        int y = i / (3 * SIDE);
        boolean bright = y / (n % 2 == 0 ? 2 : 6) % 2 == 0;
        rgb[i] = (byte) (int) ((bright ? 120 : 30) + 100 * randomness.uniform(i));
      }
      items.add(
          new MemorySource.Item(prefix + "/" + n + ".png", n % 2, new RgbImage(SIDE, SIDE, rgb)));
    }
    return items;
  }
}
