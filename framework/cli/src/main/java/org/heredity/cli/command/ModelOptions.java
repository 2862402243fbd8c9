package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import com.beust.jcommander.ParametersDelegate;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.heredity.api.config.Names;
import org.heredity.api.config.UsageException;
import org.heredity.api.method.Teacher;
import org.heredity.engine.Architecture;
import org.heredity.pipeline.config.TeacherConfig;
import org.heredity.pipeline.progress.SuiteListener;

/** Options that name a model in a file. */
final class ModelOptions {
  @Parameter(
      names = "--checkpoint",
      required = true,
      description = "The model: a .pth, .safetensors, .onnx or Deeplearning4j .zip file")
  private Path checkpoint;

  @ParametersDelegate private final OpeningOptions opening = new OpeningOptions();

  /** Reads it; it has a head. */
  Teacher open(Set<Architecture> architectures, SuiteListener listener) {
    return opening.open(checkpoint, architectures, listener);
  }

  /** As a suite's teacher. */
  TeacherConfig config(Set<Architecture> architectures) {
    return opening.config(checkpoint, architectures);
  }

  /** Side of the images that an architecture has to take, in pixels; null if it is not said. */
  static int side(Integer imageSize) {
    return imageSize == null ? TeacherConfig.USUAL_SIDE : imageSize;
  }

  /** The architecture of that name, or all by name where it is null. */
  static List<Architecture> among(Set<Architecture> architectures, String name, int imageSize) {
    return name == null
        ? architectures.stream().sorted(Comparator.comparing(Architecture::name)).toList()
        : List.of(find(architectures, name, imageSize));
  }

  /** The architecture of that name, if it takes images of that size. */
  static Architecture find(Set<Architecture> architectures, String name, int imageSize) {
    TreeMap<String, Architecture> byName = new TreeMap<>();
    architectures.forEach(one -> byName.put(one.name(), one));
    Architecture found = byName.get(name);
    if (found == null) {
      throw new UsageException(
          "--architecture: there is no '" + name + "'; " + Names.advice(name, byName.keySet()));
    }
    if (imageSize < found.smallestImage() || imageSize > 4096) {
      throw new UsageException(
          "--image-size of "
              + name
              + " must be "
              + found.smallestImage()
              + " to 4096 pixels, got "
              + imageSize);
    }
    return found;
  }
}
