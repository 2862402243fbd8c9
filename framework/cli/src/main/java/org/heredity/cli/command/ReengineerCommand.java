package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.cli.console.Command;
import org.heredity.cli.console.Manual;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.Terminal;
import org.heredity.core.Protocol;
import org.heredity.core.config.Names;
import org.heredity.core.config.Settings;
import org.heredity.core.config.UsageException;
import org.heredity.core.dataset.DatasetFormats;
import org.heredity.core.direct.DirectResult;
import org.heredity.core.direct.DirectReuse;
import org.heredity.core.direct.DirectSettings;
import org.heredity.core.direct.InferenceTime;
import org.heredity.core.direct.Problem;
import org.heredity.core.method.Teacher;
import org.heredity.core.suite.WorkFolder;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.data.Preprocessing;
import org.heredity.engine.Architecture;

/** Re-engineers a classifier for part of its own problem (SEAM's direct reuse). */
public final class ReengineerCommand implements Command {
  @ParametersDelegate private final ModelOptions model = new ModelOptions();
  @ParametersDelegate private final DataOptions data = new DataOptions();

  @Parameter(
      names = "--target-class",
      description = "One class against the rest: its name, or its number from 0")
  private String targetClass;

  @Parameter(
      names = "--classes",
      description = "Some classes among themselves: names or numbers, separated by commas")
  private String classes;

  @Parameter(names = "--all", description = "Every class against the rest, one after the other")
  private boolean all;

  @Parameter(
      names = "--out",
      required = true,
      description = "Folder for the re-engineered models, and for what an interrupted run needs")
  private Path out;

  @Parameter(names = "--protocol", description = "What choices are made on: strict or paper")
  private String protocol = "strict";

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
      description = "Weight of the share of weights kept in the loss; 1 if not given")
  private Double alpha;

  @Parameter(names = "--epochs", description = "Published number of epochs; 300 if not given")
  private Integer epochs;

  @Parameter(
      names = "--patience",
      description = "Epochs without a better one after which it stops; 0, never, if not given")
  private Integer patience;

  @Parameter(names = "--budget", description = "Factor on the number of epochs")
  private double budget = 1;

  @Parameter(names = "--batch-size", description = "Images in a training batch")
  private int batchSize = 64;

  @Parameter(names = "--seed", description = "Seed of the rest's images, the head and the order")
  private long seed = 1;

  @Parameter(
      names = "--time",
      description = "Measure the time of a batch of 16 images, 200 runs, before and after")
  private boolean time;

  private final Set<Architecture> architectures;
  private final DatasetFormats formats;

  @Inject
  ReengineerCommand(Set<Architecture> architectures, DatasetFormats formats) {
    this.architectures = architectures;
    this.formats = formats;
  }

  @Override
  public Manual manual() {
    return new Manual(
        "reengineer",
        "--architecture A --checkpoint FILE --data PATH --out DIR"
            + " (--target-class C | --classes C,D,... | --all) [options]",
        "Re-engineers a classifier for part of its own problem: a mask search, no fine-tuning",
        "reengineer --architecture resnet18 --checkpoint teacher.pth --data cifar10.zip"
            + " --image-size 32 --target-class bird --budget 0.05 --out bird");
  }

  @Override
  public Outcome run(Terminal terminal) {
    DirectReuse reuse = reuse();
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
      List<Problem> problems = problems(dataset);
      Preprocessing preprocessing = data.preprocessing(teacher.spec().imageSize());
      double before =
          time ? InferenceTime.milliseconds(teacher.spec(), teacher.weights()) : Double.NaN;
      List<Map<String, Object>> rows = new ArrayList<>();
      try (WorkFolder work = WorkFolder.open(out, progress)) {
        for (Problem problem : problems) {
          DirectResult result = reuse.run(teacher, problem, dataset.digest(), preprocessing, work);
          rows.add(row(result, before));
        }
      }
      return outcome(rows);
    } finally {
      progress.ended();
    }
  }

  private DirectReuse reuse() {
    if (!(budget > 0) || budget > 1000) {
      throw new UsageException("--budget must be over 0 and at most 1000, got " + budget);
    }
    if (batchSize < 2 || batchSize > 65_536) {
      throw new UsageException("--batch-size must be 2 to 65536, got " + batchSize);
    }
    if (!protocol.equals("strict") && !protocol.equals("paper")) {
      throw new UsageException("--protocol must be strict or paper, got '" + protocol + "'");
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
    return new DirectReuse(
        Settings.bind(DirectSettings.class, values, ""),
        protocol.equals("paper") ? Protocol.PAPER : Protocol.STRICT,
        budget,
        batchSize,
        seed);
  }

  private static void put(Map<String, Object> values, String name, Object value) {
    if (value != null) {
      values.put(name, value);
    }
  }

  private List<Problem> problems(Dataset dataset) {
    int given = (targetClass == null ? 0 : 1) + (classes == null ? 0 : 1) + (all ? 1 : 0);
    if (given != 1) {
      throw new UsageException("give one of --target-class, --classes and --all");
    }
    if (classes != null) {
      List<String> names = List.of(classes.split(","));
      return List.of(Problem.among(dataset, String.join("+", names), names));
    }
    List<String> targets = all ? dataset.classes() : List.of(targetClass);
    return targets.stream().map(target -> Problem.oneAgainstRest(dataset, target, seed)).toList();
  }

  private Map<String, Object> row(DirectResult result, double before) {
    Path file = out.resolve(result.problem().replaceAll("[^A-Za-z0-9._+-]", "_") + ".safetensors");
    SafetensorsWriter.write(
        file, result.tensors(), Map.of("problem", result.problem(), "head", "module_head.1"));
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("problem", result.problem());
    row.put("accOriginal", result.accOriginal());
    row.put("accReengineered", result.accReengineered());
    row.put("images", result.images());
    row.put("weights", result.weights());
    row.put("kept", result.kept());
    row.put("weightsKept", result.weightsKept());
    row.put("flopsDense", result.dense().total());
    row.put("flopsSparse", result.sparse().total());
    if (time) {
      row.put("millisecondsOriginal", before);
      row.put(
          "millisecondsReengineered", InferenceTime.milliseconds(result.spec(), result.tensors()));
    }
    row.put("seconds", result.seconds());
    row.put("file", file.toString());
    row.put("curve", result.curve());
    return row;
  }

  private static Outcome outcome(List<Map<String, Object>> rows) {
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
    for (Map<String, Object> row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "%n%-16s %11.2f%% %11.2f%% %9.2f%% %13.2fM %13.2fM",
              row.get("problem"),
              100 * (double) row.get("accOriginal"),
              100 * (double) row.get("accReengineered"),
              100 * (double) row.get("weightsKept"),
              (long) row.get("flopsDense") / 1e6,
              (long) row.get("flopsSparse") / 1e6));
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("problems", rows);
    json.put("meanAccOriginal", mean(rows, "accOriginal"));
    json.put("meanAccReengineered", mean(rows, "accReengineered"));
    json.put("meanWeightsKept", mean(rows, "weightsKept"));
    return Outcome.ok(json, text.toString());
  }

  private static double mean(List<Map<String, Object>> rows, String name) {
    return rows.stream().mapToDouble(row -> (double) row.get(name)).average().orElse(Double.NaN);
  }
}
