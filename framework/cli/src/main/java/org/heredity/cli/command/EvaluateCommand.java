package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.heredity.api.config.UsageException;
import org.heredity.api.dataset.DatasetFormats;
import org.heredity.api.method.Teacher;
import org.heredity.api.metric.Interval;
import org.heredity.api.metric.WilsonInterval;
import org.heredity.cli.console.Command;
import org.heredity.cli.console.Manual;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.Terminal;
import org.heredity.data.Dataset;
import org.heredity.data.ImageSource;
import org.heredity.data.Preprocessing;
import org.heredity.engine.Architecture;
import org.heredity.files.AtomicFile;
import org.heredity.files.StorageException;
import org.heredity.pipeline.checks.Evidence.Better;
import org.heredity.pipeline.evaluate.ModelEvaluation;
import org.heredity.pipeline.evaluate.PresetTrial;

/** Measures a model's accuracy. */
public final class EvaluateCommand implements Command {
  @ParametersDelegate private final ModelOptions model = new ModelOptions();
  @ParametersDelegate private final DataOptions data = new DataOptions();

  @Parameter(names = "--split", description = "Which images: test or train")
  private String split = "test";

  @Parameter(
      names = "--predictions",
      description =
          "Write a row an image to this .csv file: file, true and predicted class, confidence and"
              + " logits")
  private Path predictions;

  private final Set<Architecture> architectures;
  private final DatasetFormats formats;

  @Inject
  EvaluateCommand(Set<Architecture> architectures, DatasetFormats formats) {
    this.architectures = architectures;
    this.formats = formats;
  }

  @Override
  public Manual manual() {
    return new Manual(
        "evaluate",
        "--checkpoint FILE --data PATH [options]",
        "Measures the accuracy of a model on a dataset that it was trained for",
        "evaluate --architecture resnet18 --checkpoint teacher.pth --data cifar10.zip"
            + " --image-size 32");
  }

  @Override
  public Outcome run(Terminal terminal) {
    if (!split.equals("test") && !split.equals("train")) {
      throw new UsageException("--split must be test or train, got '" + split + "'");
    }
    try (SuiteProgress progress = new SuiteProgress(terminal)) {
      Teacher opened = model.open(architectures, progress);
      Dataset dataset = data.open(formats, progress);
      ImageSource images = split.equals("test") ? dataset.test() : dataset.train();
      Preprocessing preprocessing = data.preprocessing(opened.preprocessing());
      ModelEvaluation evaluation = evaluate(opened, dataset, images, preprocessing, progress);
      Better better = new PresetTrial(opened.spec(), opened.weights(), preprocessing).best(images);
      if (better.telling()) {
        terminal.say("other-preprocessing-better: " + better.describe());
      }
      return outcome(dataset, evaluation, preprocessing, better);
    }
  }

  private ModelEvaluation evaluate(
      Teacher opened,
      Dataset dataset,
      ImageSource images,
      Preprocessing preprocessing,
      SuiteProgress progress) {
    if (predictions == null) {
      return ModelEvaluation.of(opened, dataset, images, preprocessing, progress);
    }
    ModelEvaluation[] made = new ModelEvaluation[1];
    try {
      AtomicFile.write(
          predictions,
          out ->
              made[0] =
                  ModelEvaluation.of(
                      opened,
                      dataset,
                      images,
                      preprocessing,
                      progress,
                      new PredictionsFile(out, images, dataset.classes())));
    } catch (IOException e) {
      throw StorageException.of("write " + predictions, e);
    }
    return made[0];
  }

  private Outcome outcome(
      Dataset dataset, ModelEvaluation evaluation, Preprocessing preprocessing, Better better) {
    Interval interval = WilsonInterval.of(evaluation.correct(), evaluation.total());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("dataset", dataset.name());
    json.put("split", split);
    json.put("accuracy", evaluation.accuracy());
    json.put("interval", interval);
    json.put("correct", evaluation.correct());
    json.put("total", evaluation.total());
    json.put("imagesPerSecond", evaluation.imagesPerSecond());
    json.put("preprocessing", preprocessing.values());
    if (better.telling()) {
      json.put("betterPreprocessing", better.preset());
    }
    return Outcome.ok(
        json,
        String.format(
            Locale.ROOT,
            "accuracy %.4f (%d of %d, 95%% interval %.4f to %.4f), %.0f images/s%npreprocessing: %s",
            evaluation.accuracy(),
            evaluation.correct(),
            evaluation.total(),
            interval.low(),
            interval.high(),
            evaluation.imagesPerSecond(),
            preprocessing.describe()));
  }
}
