package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.heredity.api.method.Teacher;
import org.heredity.engine.Architecture;
import org.heredity.pipeline.config.TeacherConfig;
import org.heredity.pipeline.input.Teachers;
import org.heredity.pipeline.progress.SuiteListener;

/** Options that say how a model's file is read, wherever the file itself is named. */
final class OpeningOptions {
  @Parameter(
      names = "--architecture",
      description =
          "The model's architecture, see 'list architectures' (default: whichever the file holds)")
  private String architecture;

  @Parameter(
      names = "--state-dict",
      description =
          "Which state dict of the model, if the file holds several: its name, such as"
              + " state_dict_ema, or what its tensors' names start with (default: the usual one)")
  private String stateDict;

  @ParametersDelegate private final PreprocessingOption preprocessing = new PreprocessingOption();

  @Parameter(
      names = "--image-size",
      description =
          "Side of the square input, in pixels (default: what an .onnx file fixes, else 224)")
  private Integer imageSize;

  /** Reads a model that has a head. */
  Teacher open(Path checkpoint, Set<Architecture> architectures, SuiteListener listener) {
    return Teachers.openClassifier(
        config(checkpoint, architectures),
        ModelOptions.among(architectures, architecture, ModelOptions.side(imageSize)),
        listener);
  }

  /** As a suite's teacher. */
  TeacherConfig config(Path checkpoint, Set<Architecture> architectures) {
    ModelOptions.among(architectures, architecture, ModelOptions.side(imageSize));
    return TeacherConfig.file(
            Optional.ofNullable(architecture),
            checkpoint,
            Optional.ofNullable(imageSize),
            Optional.ofNullable(stateDict))
        .with(preprocessing.given());
  }
}
