package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.heredity.api.Protocol;
import org.heredity.api.config.Reading;
import org.heredity.api.dataset.DatasetFormats;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.api.method.Teacher;
import org.heredity.api.result.SuiteResult;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.checkpoint.StateDict;
import org.heredity.cli.console.Command;
import org.heredity.cli.console.Manual;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.Terminal;
import org.heredity.data.Dataset;
import org.heredity.data.Preprocessing;
import org.heredity.engine.Architecture;
import org.heredity.engine.NetworkSpec;
import org.heredity.pipeline.config.AttackConfig;
import org.heredity.pipeline.config.CommonConfig;
import org.heredity.pipeline.config.Installed;
import org.heredity.pipeline.config.MethodConfig;
import org.heredity.pipeline.config.SuiteConfig;
import org.heredity.pipeline.config.TargetConfig;
import org.heredity.pipeline.config.TeacherConfig;
import org.heredity.pipeline.evaluate.ModelEvaluation;
import org.heredity.pipeline.run.SuiteRunner;
import org.heredity.pipeline.student.Pretrainer;

/** Everything once, on images that the program draws: teacher, students, attack, report. */
public final class QuickstartCommand implements Command {
  private static final String ARCHITECTURE = "resnet18";
  private static final int WIDTH = 24;
  private static final int SIDE = 48;
  private static final long SEED = 1;
  private static final Pretrainer.Recipe RECIPE = new Pretrainer.Recipe(6, 64, 0.1, 0.9, 1e-4, 0);
  private static final double TRAINING_SCALE = 0.01;
  private static final int BATCH_SIZE = 32;

  /** The drawn images are noisy; the default of 8/255 fools the teacher on a third of them. */
  private static final Map<String, Object> EPSILON = Map.of("epsilon", "16/255");

  /** A hundredth of the published steps needs larger ones. */
  private static final Map<String, Object> TUNING =
      Map.of("lr", 0.02, "momentum", 0.9, "head-factor", 1);

  @Parameter(names = "--out", description = "Folder of results; an earlier run there is resumed")
  private Path out = Path.of("heredity-out", "quickstart");

  private final Set<Architecture> architectures;
  private final DatasetFormats formats;
  private final Installed installed;
  private final SuiteRunner runner;
  private final Reports reports;

  @Inject
  QuickstartCommand(
      Set<Architecture> architectures,
      DatasetFormats formats,
      Installed installed,
      SuiteRunner runner,
      Reports reports) {
    this.architectures = architectures;
    this.formats = formats;
    this.installed = installed;
    this.runner = runner;
    this.reports = reports;
  }

  @Override
  public Manual manual() {
    return new Manual(
        "quickstart",
        "[options]",
        "Does everything once on images that it draws itself: trains a teacher, makes students by"
            + " three methods, attacks, and writes the report; takes a few minutes",
        "quickstart");
  }

  @Override
  public Outcome run(Terminal terminal) {
    long start = System.nanoTime();
    SuiteResult result;
    try (SuiteProgress progress = new SuiteProgress(terminal)) {
      Path teacher = teacher(terminal, progress);
      result = runner.run(suite(teacher), out, terminal.commandLine(), progress);
    }
    reports.write(result, out, List.of(), terminal);
    terminal.say(String.format(Locale.ROOT, "done in %.0f s", (System.nanoTime() - start) / 1e9));
    return Reports.outcome(result, out);
  }

  private Path teacher(Terminal terminal, SuiteProgress progress) {
    Architecture architecture = ModelOptions.find(architectures, ARCHITECTURE, SIDE);
    Dataset source = formats.open(request("drawn-source"));
    NetworkSpec spec = new NetworkSpec(architecture, WIDTH, source.classes().size(), SIDE);
    Preprocessing preprocessing = new Preprocessing(SIDE, Preprocessing.Resize.AUTO);
    terminal.say(
        "training the teacher: a "
            + ARCHITECTURE
            + " on "
            + source.train().size()
            + " drawn images of "
            + source.classes().size()
            + " classes");
    StateDict weights =
        Pretrainer.train(
            spec, source, preprocessing, RECIPE, SEED, out.resolve("teacher"), progress);
    Teacher teacher = new Teacher(spec, weights, weights.digest(), "quickstart");
    ModelEvaluation evaluation =
        ModelEvaluation.of(teacher, source, source.test(), preprocessing, progress);
    terminal.say(
        "teacher: accuracy "
            + Reports.percent(evaluation.accuracy())
            + " on "
            + evaluation.total()
            + " test images");
    Path file = out.resolve("teacher.safetensors");
    SafetensorsWriter.write(file, weights, Map.of());
    return file;
  }

  private SuiteConfig suite(Path teacher) {
    List<MethodConfig<?>> methods = new ArrayList<>();
    for (String name : List.of("fine-tune", "remos", "seam")) {
      methods.add(
          MethodConfig.of(name, installed.method(name, "methods"), TUNING, name, Reading.plain()));
    }
    CommonConfig common =
        new CommonConfig(
            Protocol.STRICT,
            new TeacherConfig(
                Optional.of(ARCHITECTURE),
                teacher,
                Optional.of(SIDE),
                WIDTH,
                Optional.empty(),
                Optional.empty()),
            List.of(),
            List.of(AttackConfig.of(installed.attack("penultimate-pgd", "attacks"), EPSILON)),
            List.of(),
            0,
            0,
            BATCH_SIZE,
            SEED,
            CommonConfig.GALLERY_IMAGES);
    return new SuiteConfig(
        "quickstart",
        common,
        List.of(TargetConfig.known("drawn-target")),
        methods,
        List.of(SEED),
        TRAINING_SCALE);
  }

  private static DatasetRequest request(String name) {
    return new DatasetRequest(name, null, SEED, DatasetRequest.Unreadable.FAIL);
  }
}
