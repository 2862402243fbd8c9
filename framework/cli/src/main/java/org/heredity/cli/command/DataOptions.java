package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import java.nio.file.Path;
import java.util.Optional;
import org.heredity.api.config.UsageException;
import org.heredity.api.dataset.DatasetFormats;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.api.dataset.Superclasses;
import org.heredity.data.Dataset;
import org.heredity.data.Preprocessing;
import org.heredity.pipeline.config.TargetConfig;
import org.heredity.pipeline.input.OpeningStage;
import org.heredity.pipeline.progress.SuiteListener;

/** Options that name a dataset. */
final class DataOptions {
  @Parameter(
      names = "--data",
      required = true,
      description = "The images: a folder, .zip, .tar or .tar.gz, or a name of 'list datasets'")
  private String data;

  @Parameter(
      names = "--data-format",
      description = "Their format, see 'list datasets'; left out, it is inferred from the files")
  private String format = "";

  @Parameter(
      names = "--split-seed",
      description = "Seed of the split, where the images come without one")
  private long seed;

  @Parameter(
      names = "--skip-unreadable",
      description = "Leave out images that cannot be decoded, and count them")
  private boolean skip;

  @Parameter(
      names = "--always-resize",
      description = "Resize and crop also images that have the right size, as the papers do")
  private boolean always;

  /** Opens it. */
  Dataset open(DatasetFormats formats, SuiteListener listener) {
    Dataset dataset;
    DatasetRequest request = request(formats);
    try (OpeningStage stage = new OpeningStage(listener, request.name())) {
      dataset = formats.open(request.watchedBy(stage), format);
    }
    dataset.notes().forEach(note -> listener.note(dataset.name() + ": " + note));
    return dataset;
  }

  /** The groups of its classes, if it has any. */
  Optional<Superclasses> superclasses(DatasetFormats formats) {
    return formats.superclasses(request(formats), format);
  }

  private DatasetRequest request(DatasetFormats formats) {
    Path path = path(formats);
    return new DatasetRequest(name(path), path, seed, unreadable());
  }

  /** As a suite's target. */
  TargetConfig config(DatasetFormats formats) {
    Path path = path(formats);
    return new TargetConfig(
        name(path).replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[._-]+", ""),
        Optional.ofNullable(path),
        format.isEmpty() ? Optional.empty() : Optional.of(format),
        unreadable());
  }

  /** Null where the name of a dataset was given. */
  private Path path(DatasetFormats formats) {
    return formats.named(data).isPresent() ? null : Path.of(data);
  }

  private DatasetRequest.Unreadable unreadable() {
    return skip ? DatasetRequest.Unreadable.SKIP : DatasetRequest.Unreadable.FAIL;
  }

  /** How its images become what a model sees. */
  Preprocessing preprocessing(Preprocessing model) {
    return model.with(always ? Preprocessing.Resize.ALWAYS : Preprocessing.Resize.AUTO);
  }

  /** The same, training images varied as {@code varied} says. */
  Preprocessing preprocessing(Preprocessing model, AugmentationOption varied) {
    return preprocessing(model).with(varied.augmentation(model.imageSize()));
  }

  private String name(Path path) {
    if (path == null) {
      return data;
    }
    Path last = path.toAbsolutePath().normalize().getFileName();
    if (last == null) {
      throw new UsageException("--data: '" + path + "' is no folder of images; name another");
    }
    return last.toString().replaceFirst("\\.(zip|tar|tgz|tar\\.gz)$", "");
  }
}
