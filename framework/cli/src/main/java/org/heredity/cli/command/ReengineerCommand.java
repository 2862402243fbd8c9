package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.heredity.api.config.Names;
import org.heredity.api.config.UsageException;
import org.heredity.api.dataset.DatasetFormats;
import org.heredity.api.method.Teacher;
import org.heredity.api.report.ReengineeringFormat;
import org.heredity.api.result.Reengineering;
import org.heredity.cli.console.Command;
import org.heredity.cli.console.Manual;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.Terminal;
import org.heredity.data.Dataset;
import org.heredity.engine.Architecture;
import org.heredity.files.StorageException;
import org.heredity.pipeline.cache.WorkFolder;
import org.heredity.pipeline.input.Teachers;
import org.heredity.reengineering.Conditions;
import org.heredity.reengineering.DirectSettings;
import org.heredity.reengineering.Problem;
import org.heredity.reengineering.ReengineeringRun;

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

  @Parameter(
      names = "--lr-mask",
      description = "Adam's learning rate on the mask; 0.05 if not given")
  private Double lrMask;

  @Parameter(
      names = "--lr-head",
      description = "Adam's learning rate on the head; 0.1 if not given")
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
        "--checkpoint FILE --data PATH --out DIR"
            + " (--target-class C | --classes C,D,... | --all | --superclass S | --superclasses)"
            + " [options]",
        "Re-engineers a classifier for part of its own problem: a mask search, no fine-tuning",
        "reengineer --architecture resnet18 --checkpoint teacher.pth --data cifar10.zip"
            + " --image-size 32 --target-class bird --training-scale 0.05 --out bird");
  }

  @Override
  public Outcome run(Terminal terminal) {
    double scale = scale(terminal);
    DirectSettings settings = settings();
    parts.check();
    try (SuiteProgress progress = new SuiteProgress(terminal)) {
      Teacher teacher = model.open(architectures, progress);
      Dataset dataset = data.open(formats, progress);
      Conditions conditions =
          Conditions.of(
              teacher,
              dataset,
              data.preprocessing(teacher.preprocessing(), varied),
              protocol.protocol(),
              scale,
              batchSize,
              seed);
      List<Problem> problems = parts.problems(dataset, () -> data.superclasses(formats), seed);
      ReengineeringRun run = new ReengineeringRun(settings, conditions, out, scratch, time);
      List<Reengineering.Problem> done;
      try (WorkFolder work = WorkFolder.open(out, progress)) {
        done = run.run(problems, work);
      }
      report(conditions, dataset, done);
      return new ReengineeringSummary(run).outcome(done);
    }
  }

  private double scale(Terminal terminal) {
    if (trainingScale != null && budget != null) {
      throw new UsageException(
          "--budget is now called --training-scale, and both are set; leave out the former");
    }
    if (budget != null) {
      terminal.say("'--budget' is now called '--training-scale'; the old name is still read");
    }
    double scale = trainingScale != null ? trainingScale : budget != null ? budget : 1;
    if (!(scale > 0) || scale > 1000) {
      throw new UsageException("--training-scale must be over 0 and at most 1000, got " + scale);
    }
    return scale;
  }

  private DirectSettings settings() {
    if (batchSize < 2 || batchSize > 65_536) {
      throw new UsageException("--batch-size must be 2 to 65536, got " + batchSize);
    }
    protocol.protocol();
    Map<String, Object> values = new LinkedHashMap<>();
    put(values, "lr-mask", lrMask);
    put(values, "lr-head", lrHead);
    put(values, "alpha", alpha);
    put(values, "epochs", epochs);
    put(values, "patience", patience);
    return DirectSettings.of(preset, values);
  }

  private static void put(Map<String, Object> values, String name, Object value) {
    if (value != null) {
      values.put(name, value);
    }
  }

  private void report(
      Conditions conditions, Dataset dataset, List<Reengineering.Problem> problems) {
    Reengineering result =
        new Reengineering(
            Teachers.describe(conditions.teacher().spec()),
            conditions.teacher().source(),
            dataset.name(),
            conditions.preprocessing().describe(),
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
}
