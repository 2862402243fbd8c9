package org.heredity.pipeline.config;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.heredity.api.config.Setting;
import org.heredity.api.config.Settings;
import org.heredity.api.config.UsageException;
import org.heredity.api.method.PreprocessingSettings;

/** Which teacher is reused. */
public record TeacherConfig(
    @Setting("Its architecture, see 'list architectures'; left out, whichever the file holds")
        Optional<String> architecture,
    @Setting(
            "Its weights: a .pth, .safetensors, .onnx or Deeplearning4j .zip file, or a"
                + " folder with model.safetensors and timm's config.json")
        Path checkpoint,
    @Setting(
            value =
                "Side of the square input, in pixels; left out, what an .onnx file fixes, else 224",
            min = 1,
            max = 4096)
        Optional<Integer> imageSize,
    @Setting(
            value = "Channels of the first stage; 0 to infer it from the file",
            byDefault = "0",
            min = 0,
            max = 4096)
        int width,
    @Setting(
            "Which state dict if the file holds several: its name, such as state_dict_ema, or what"
                + " its tensors' names start with; left out, the usual one")
        Optional<String> stateDict,
    @Setting(
            "What its images go through: imagenet, imagenet-v2, cifar10, cifar100, or a map with"
                + " mean, std, resize, crop and interpolation; left out, what its file or a timm"
                + " config.json beside it says, else imagenet")
        Optional<PreprocessingSettings> preprocessing) {
  /** Of images where neither the user nor a file says it, in pixels. */
  public static final int USUAL_SIDE = 224;

  public TeacherConfig {
    Objects.requireNonNull(architecture, "architecture");
    if (checkpoint == null) {
      throw new UsageException("teacher.checkpoint is missing: name a .pth or .safetensors file");
    }
    Objects.requireNonNull(imageSize, "imageSize");
    Objects.requireNonNull(stateDict, "stateDict");
    Objects.requireNonNull(preprocessing, "preprocessing");
    imageSize.ifPresent(side -> Settings.requireInRange(TeacherConfig.class, "image-size", side));
    Settings.requireInRange(TeacherConfig.class, "width", width);
  }

  /** A teacher whose width is inferred from its tensors. */
  public static TeacherConfig file(String architecture, Path checkpoint, int imageSize) {
    return file(architecture, checkpoint, imageSize, Optional.empty());
  }

  /** As {@link #file(String, Path, int)}, of a file that may hold several state dicts. */
  public static TeacherConfig file(
      String architecture, Path checkpoint, int imageSize, Optional<String> stateDict) {
    return file(Optional.of(architecture), checkpoint, Optional.of(imageSize), stateDict);
  }

  /** As {@link #file(String, Path, int, Optional)}, of which all but the file may be left out. */
  public static TeacherConfig file(
      Optional<String> architecture,
      Path checkpoint,
      Optional<Integer> imageSize,
      Optional<String> stateDict) {
    return new TeacherConfig(architecture, checkpoint, imageSize, 0, stateDict, Optional.empty());
  }

  /** The same model, whose images go through what is given, if anything is. */
  public TeacherConfig with(Optional<PreprocessingSettings> given) {
    return new TeacherConfig(architecture, checkpoint, imageSize, width, stateDict, given);
  }
}
