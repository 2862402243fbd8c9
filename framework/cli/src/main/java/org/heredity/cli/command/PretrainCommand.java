package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.heredity.api.config.UsageException;
import org.heredity.api.dataset.DatasetFormats;
import org.heredity.api.method.PreprocessingSettings;
import org.heredity.api.method.Teacher;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.checkpoint.StateDict;
import org.heredity.cli.console.Command;
import org.heredity.cli.console.Manual;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.Terminal;
import org.heredity.data.Dataset;
import org.heredity.data.Preprocessing;
import org.heredity.data.Preset;
import org.heredity.engine.Architecture;
import org.heredity.engine.NetworkSpec;
import org.heredity.pipeline.evaluate.ModelEvaluation;
import org.heredity.pipeline.student.Pretrainer;

/** Trains a teacher from random weights. */
public final class PretrainCommand implements Command {
  @ParametersDelegate private final DataOptions data = new DataOptions();
  @ParametersDelegate private final AugmentationOption varied = new AugmentationOption();

  @ParametersDelegate private final PreprocessingOption model = new PreprocessingOption();

  @Parameter(
      names = "--architecture",
      required = true,
      description = "What to train, see 'list architectures'")
  private String architecture;

  @Parameter(
      names = "--out",
      required = true,
      description = "The .safetensors file to write, which a suite takes as its teacher")
  private Path out;

  @Parameter(names = "--image-size", description = "Side of the square input, in pixels")
  private int imageSize = 224;

  @Parameter(
      names = "--width",
      description = "Channels of the first stage; 0 for the published number")
  private int width;

  @Parameter(names = "--epochs", description = "Times that every image is seen")
  private int epochs = 30;

  @Parameter(names = "--batch-size", description = "Images in a step")
  private int batchSize = 128;

  @Parameter(
      names = "--lr",
      description = "Highest learning rate; it rises to it, then falls (one cycle)")
  private double lr = 0.1;

  @Parameter(names = "--momentum", description = "Momentum of SGD")
  private double momentum = 0.9;

  @Parameter(names = "--weight-decay", description = "Weight decay, on all parameters")
  private double weightDecay = 5e-4;

  @Parameter(
      names = "--label-smoothing",
      description = "Share of the target spread over all classes")
  private double labelSmoothing;

  @Parameter(names = "--seed", description = "Seed of weights, order and augmentation")
  private long seed = 1;

  private final Set<Architecture> architectures;
  private final DatasetFormats formats;

  @Inject
  PretrainCommand(Set<Architecture> architectures, DatasetFormats formats) {
    this.architectures = architectures;
    this.formats = formats;
  }

  @Override
  public Manual manual() {
    return new Manual(
        "pretrain",
        "--data PATH --architecture A --out FILE [options]",
        "Trains a teacher from random weights; the same command resumes after an interruption",
        "pretrain --data cifar10.zip --architecture resnet18 --image-size 32 --out"
            + " teacher.safetensors");
  }

  @Override
  public Outcome run(Terminal terminal) throws IOException {
    if (!out.toString().endsWith(".safetensors")) {
      throw new UsageException("--out must end in .safetensors, got '" + out + "'");
    }
    Pretrainer.Recipe recipe =
        new Pretrainer.Recipe(epochs, batchSize, lr, momentum, weightDecay, labelSmoothing);
    Architecture found = ModelOptions.find(architectures, architecture, imageSize);
    if (width < 0 || width > 4096) {
      throw new UsageException("--width must be 1 to 4096, or 0 for the published, got " + width);
    }
    if (width > 0 && !found.hasWidth(width)) {
      throw new UsageException(
          "--width: there is no "
              + found.name()
              + " of width "
              + width
              + "; docs/models.md says which there are, the published one is "
              + found.publishedWidth());
    }
    try (SuiteProgress progress = new SuiteProgress(terminal)) {
      Dataset dataset = data.open(formats, progress);
      NetworkSpec spec =
          new NetworkSpec(
              found,
              width == 0 ? found.publishedWidth() : width,
              dataset.classes().size(),
              imageSize);
      Preprocessing preprocessing =
          data.preprocessing(
              model
                  .given()
                  .map(given -> given.at(imageSize, PreprocessingOption.NAME))
                  .orElse(Preset.IMAGENET.at(imageSize)),
              varied);
      Path work = out.resolveSibling(out.getFileName() + ".work");
      StateDict weights =
          Pretrainer.train(spec, dataset, preprocessing, recipe, seed, work, progress);
      SafetensorsWriter.write(out, weights, metadata(dataset, preprocessing));
      delete(work);
      Teacher teacher = new Teacher(spec, weights, weights.digest(), out.toString(), preprocessing);
      ModelEvaluation evaluation =
          ModelEvaluation.of(teacher, dataset, dataset.test(), preprocessing, progress);
      return outcome(teacher, dataset, evaluation);
    }
  }

  private Map<String, String> metadata(Dataset dataset, Preprocessing preprocessing) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("architecture", architecture);
    metadata.put("image-size", Integer.toString(imageSize));
    metadata.put("dataset", dataset.name());
    metadata.put("dataset-digest", dataset.digest());
    metadata.put("classes", String.join(",", dataset.classes()));
    metadata.put("seed", Long.toString(seed));
    metadata.put(PreprocessingSettings.KEY, PreprocessingSettings.stored(preprocessing));
    return metadata;
  }

  private Outcome outcome(Teacher teacher, Dataset dataset, ModelEvaluation evaluation) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", out.toString());
    json.put("digest", teacher.digest());
    json.put("classes", dataset.classes());
    json.put("accuracy", evaluation.accuracy());
    json.put("correct", evaluation.correct());
    json.put("total", evaluation.total());
    return Outcome.ok(
        json,
        String.format(
            Locale.ROOT,
            "%s: accuracy %.4f (%d of %d test images)",
            out,
            evaluation.accuracy(),
            evaluation.correct(),
            evaluation.total()));
  }

  private static void delete(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
