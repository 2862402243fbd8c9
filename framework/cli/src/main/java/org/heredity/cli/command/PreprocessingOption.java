package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import java.util.Optional;
import org.heredity.api.config.YamlDocument;
import org.heredity.api.method.PreprocessingSettings;

/** Option that says what a model's images go through. */
final class PreprocessingOption {
  static final String NAME = "--preprocessing";

  @Parameter(
      names = NAME,
      description =
          "What the model's images go through: imagenet, imagenet-v2, cifar10, cifar100, or such as"
              + " '{mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], resize: 256, crop: 224,"
              + " interpolation: bicubic}' (default: what its file says, else imagenet)")
  private String preprocessing;

  /** What was given, if anything was. */
  Optional<PreprocessingSettings> given() {
    return read(preprocessing, NAME);
  }

  /** As {@link #given}, of another option's text, which may be null. */
  static Optional<PreprocessingSettings> read(String text, String option) {
    return text == null
        ? Optional.empty()
        : Optional.of(PreprocessingSettings.read(YamlDocument.value(text), option));
  }
}
