package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.heredity.api.config.Names;
import org.heredity.api.config.Settings;
import org.heredity.api.config.UsageException;
import org.heredity.api.dataset.DatasetFormats;
import org.heredity.api.method.Teacher;
import org.heredity.api.report.ReengineeringFormat;
import org.heredity.api.result.Overhead;
import org.heredity.api.result.Reengineering;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.cli.console.Command;
import org.heredity.cli.console.Manual;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.Terminal;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.engine.Architecture;
import org.heredity.files.StorageException;
import org.heredity.pipeline.cache.WorkFolder;
import org.heredity.pipeline.input.Teachers;
import org.heredity.reengineering.Conditions;
import org.heredity.reengineering.DirectResult;
import org.heredity.reengineering.DirectReuse;
import org.heredity.reengineering.DirectSettings;
import org.heredity.reengineering.FromScratch;
import org.heredity.reengineering.InferenceTime;
import org.heredity.reengineering.Problem;
import org.heredity.reengineering.compact.CompactFile;
import org.heredity.reengineering.compact.CompactModel;
import org.heredity.reengineering.compact.CompactNetwork;

/** Re-engineers a classifier for part of its own problem (SEAM's direct reuse). */
public final class ReengineerCommand implements Command {
  @ParametersDelegate private final ModelOptions model = new ModelOptions();
  @ParametersDelegate private final DataOptions data = new DataOptions();
  @ParametersDelegate private final AugmentationOption varied = new AugmentationOption();
  @ParametersDelegate private final ProtocolOption protocol = new ProtocolOption();
  @ParametersDelegate private final ProblemOptions parts = new ProblemOptions();

  @Parameter(
      names = "--out",
      required = true,
      description = "Folder for the re-engineered models, and for what an interrupted run needs")
  private Path out;

  @Parameter(
      names = "--preset",
      description = "Published settings, such as paper-resnet20-cifar10; options change them")
  private String preset;

  @Parameter(names = "--lr-mask", description = "Adam's rate on the mask; 0.05 if not given")
  private Double lrMask;

  @Parameter(names = "--lr-head", description = "Adam's rate on the head; 0.1 if not given")
  private Double lrHead;

  @Parameter(
      names = "--alpha",
      description = "Weight of the share of weights retained in the loss; 1 if not given")
  private Double alpha;

  @Parameter(names = "--epochs", description = "Published number of epochs; 300 if not given")
  private Integer epochs;

  @Parameter(
      names = "--patience",
      description = "Epochs without a better one after which it stops; 0, never, if not given")
  private Integer patience;

  @Parameter(
      names = "--training-scale",
      description = "Factor on the number of epochs; 1 if not given")
  private Double trainingScale;

  @Parameter(names = "--budget", hidden = true, description = "What --training-scale was called")
  private Double budget;

  @Parameter(names = "--batch-size", description = "Images in a training batch")
  private int batchSize = 64;

  @Parameter(names = "--seed", description = "Seed of the rest's images, the head and the order")
  private long seed = 1;

  @Parameter(
      names = "--scratch",
      description = "Also train the architecture for each problem from random weights, as long")
  private boolean scratch;

  @Parameter(
      names = "--time",
      description = "Measure a batch of 16 images, 200 runs: before, masked, and compact")
  private boolean time;

  private final Set<Architecture> architectures;
  private final DatasetFormats formats;
  private final Set<ReengineeringFormat> reports;

  @Inject
  ReengineerCommand(
      Set<Architecture> architectures, DatasetFormats formats, Set<ReengineeringFormat> reports) {
    this.architectures = architectures;
    this.formats = formats;
    this.reports = reports;
  }

  @Override
  public Manual manual() {
    return new Manual(
        "reengineer",
        "--architecture A --checkpoint FILE --data PATH --out DIR"
            + " (--target-class C | --classes C,D,... | --all | --superclass S | --superclasses)"
            + " [options]",
        "Re-engineers a classifier for part of its own problem: a mask search, no fine-tuning",
        "reengineer --architecture resnet18 --checkpoint teacher.pth --data cifar10.zip"
            + " --image-size 32 --target-class bird --training-scale 0.05 --out bird");
  }

  @Override
  public Outcome run(Terminal terminal) {
    protocol.protocol();
    DirectSettings settings = settings();
    if (budget != null) {
      terminal.say("'--budget' is now called '--training-scale'; the old name is still read");
    }
    parts.check();
    SuiteProgress progress = new SuiteProgress(terminal);
    try {
      Teacher teacher = model.open(architectures, progress);
      Dataset dataset = data.open(formats, progress);
      if (dataset.classes().size() != teacher.spec().classes()) {
        throw new DataException(
            teacher.source()
                + " tells "
                + teacher.spec().classes()
                + " classes apart, but "
                + dataset.name()
                + " has "
                + dataset.classes().size()
                + "; give the dataset that it was trained for");
      }
      List<Problem> problems = parts.problems(dataset, () -> data.superclasses(formats), seed);
      Conditions conditions = conditions(teacher, dataset);
      DirectReuse reuse = new DirectReuse(settings, conditions);
      FromScratch comparison = new FromScratch(settings.epochs(), conditions);
      List<Reengineering.Problem> done = new ArrayList<>();
      try (WorkFolder work = WorkFolder.open(out, progress)) {
        for (Problem problem : problems) {
          DirectResult result = reuse.run(problem, work);
          CompactModel compact = CompactNetwork.compact(result.spec(), result.tensors());
          Overhead overhead =
              time ? InferenceTime.of(teacher.spec(), teacher.weights(), result, compact) : null;
          CompactFile.write(
              file(result.problem(), ".compact"), compact, Map.of("problem", result.problem()));
          SafetensorsWriter.write(
              file(result.problem(), ""),
              result.tensors(),
              Map.of("problem", result.problem(), "head", "module_head.1"));
          double fromScratch = scratch ? comparison.run(problem, work) : Double.NaN;
          done.add(measured(result, fromScratch, overhead));
        }
      }
      report(teacher, dataset, done);
      return outcome(done);
    } finally {
      progress.ended();
    }
  }

  private DirectSettings settings() {
    if (trainingScale != null && budget != null) {
      throw new UsageException(
          "--budget is now called --training-scale, and both are set; leave out the former");
    }
    if (!(trainingScale() > 0) || trainingScale() > 1000) {
      throw new UsageException(
          "--training-scale must be over 0 and at most 1000, got " + trainingScale());
    }
    if (batchSize < 2 || batchSize > 65_536) {
      throw new UsageException("--batch-size must be 2 to 65536, got " + batchSize);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    if (preset != null) {
      Map<String, Map<String, Object>> presets = DirectSettings.presets();
      if (!presets.containsKey(preset)) {
        throw new UsageException(
            "--preset: there is no '" + preset + "'; " + Names.advice(preset, presets.keySet()));
      }
      values.putAll(presets.get(preset));
    }
    put(values, "lr-mask", lrMask);
    put(values, "lr-head", lrHead);
    put(values, "alpha", alpha);
    put(values, "epochs", epochs);
    put(values, "patience", patience);
    return Settings.bind(DirectSettings.class, values, "");
  }

  private double trainingScale() {
    return trainingScale != null ? trainingScale : budget != null ? budget : 1;
  }

  private Conditions conditions(Teacher teacher, Dataset dataset) {
    return new Conditions(
        teacher,
        dataset.digest(),
        data.preprocessing(teacher.spec().imageSize(), varied),
        protocol.protocol(),
        trainingScale(),
        batchSize,
        seed);
  }

  private static void put(Map<String, Object> values, String name, Object value) {
    if (value != null) {
      values.put(name, value);
    }
  }

  private Path file(String problem, String kind) {
    return out.resolve(problem.replaceAll("[^A-Za-z0-9._+-]", "_") + kind + ".safetensors");
  }

  /**
   * @param fromScratch accuracy of a network trained from random weights; NaN if none was
   * @param overhead null if it was not measured
   */
  private static Reengineering.Problem measured(
      DirectResult result, double fromScratch, Overhead overhead) {
    return new Reengineering.Problem(
        result.problem(),
        result.accOriginal(),
        result.accReengineered(),
        fromScratch,
        result.images(),
        result.weights(),
        result.kept(),
        result.dense().total(),
        result.sparse().total(),
        overhead,
        result.seconds(),
        result.curve());
  }

  private void report(Teacher teacher, Dataset dataset, List<Reengineering.Problem> problems) {
    Reengineering result =
        new Reengineering(
            Teachers.describe(teacher.spec()),
            teacher.source(),
            dataset.name(),
            Names.kebab(protocol.protocol().name()),
            seed,
            problems);
    try {
      for (ReengineeringFormat format : reports) {
        format.write(result, out);
      }
    } catch (IOException e) {
      throw new StorageException("cannot write the report into " + out + ": " + e.getMessage(), e);
    }
  }

  private Map<String, Object> row(Reengineering.Problem problem) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("problem", problem.name());
    row.put("accOriginal", problem.accOriginal());
    row.put("accReengineered", problem.accReengineered());
    if (scratch) {
      row.put("accScratch", problem.accScratch());
    }
    row.put("images", problem.images());
    row.put("weights", problem.weights());
    row.put("kept", problem.kept());
    row.put("weightsKept", problem.weightsKept());
    row.put("flopsDense", problem.flopsOriginal());
    row.put("flopsSparse", problem.flopsReengineered());
    if (time) {
      row.put("overhead", problem.overhead());
      row.put("speedUp", problem.overhead().speedUp());
    }
    row.put("seconds", problem.seconds());
    row.put("file", file(problem.name(), "").toString());
    row.put("compactFile", file(problem.name(), ".compact").toString());
    row.put("curve", problem.curve());
    return row;
  }

  private Outcome outcome(List<Reengineering.Problem> problems) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-16s %12s %12s %10s %14s %14s",
            "problem",
            "ACC before",
            "ACC after",
            "kept",
            "FLOPs before",
            "FLOPs after"));
    text.append(scratch ? String.format("%13s", "from scratch") : "");
    for (Reengineering.Problem problem : problems) {
      text.append(
          String.format(
              Locale.ROOT,
              "%n%-16s %11.2f%% %11.2f%% %9.2f%% %13.2fM %13.2fM",
              problem.name(),
              100 * problem.accOriginal(),
              100 * problem.accReengineered(),
              100 * problem.weightsKept(),
              problem.flopsOriginal() / 1e6,
              problem.flopsReengineered() / 1e6));
      text.append(
          scratch ? String.format(Locale.ROOT, "%12.2f%%", 100 * problem.accScratch()) : "");
    }
    problems.stream()
        .filter(problem -> problem.overhead() != null)
        .forEach(problem -> text.append(String.format("%n")).append(cost(problem)));
    text.append(String.format("%nreport: %s", out.resolve("index.html")));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("problems", problems.stream().map(this::row).toList());
    json.put("meanAccOriginal", mean(problems, Reengineering.Problem::accOriginal));
    json.put("meanAccReengineered", mean(problems, Reengineering.Problem::accReengineered));
    if (scratch) {
      json.put("meanAccScratch", mean(problems, Reengineering.Problem::accScratch));
    }
    json.put("meanWeightsKept", mean(problems, Reengineering.Problem::weightsKept));
    json.put("report", out.resolve("index.html").toString());
    return Outcome.ok(json, text.toString());
  }

  private static String cost(Reengineering.Problem problem) {
    Overhead cost = problem.overhead();
    return String.format(
        Locale.ROOT,
        "%s: a batch takes %.2f ms before, %.2f ms masked, %.2f ms compact (%d of %d channels,"
            + " sparse kernels: %d): %.2f times as fast as before",
        problem.name(),
        cost.original(),
        cost.masked(),
        cost.compact(),
        cost.channelsKept(),
        cost.channels(),
        cost.sparse().size(),
        cost.speedUp());
  }

  private static double mean(
      List<Reengineering.Problem> problems, ToDoubleFunction<Reengineering.Problem> share) {
    return problems.stream().mapToDouble(share).average().orElse(Double.NaN);
  }
}
