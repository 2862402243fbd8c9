package org.heredity.pipeline.config;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.heredity.api.config.Setting;
import org.heredity.api.dataset.DatasetRequest.Unreadable;

/** One target dataset; its name, of letters, digits and {@code . _ -}, is unique in a suite. */
public record TargetConfig(
    @Setting("Its name, as reports show it; a known dataset's name chooses its format") String name,
    @Setting("The file or folder; may be left out for what 'datasets get' fetched")
        Optional<Path> path,
    @Setting("Its format, see 'list datasets'; left out, it is inferred from the files")
        Optional<String> format,
    @Setting(value = "What to do with an image that cannot be decoded", byDefault = "fail")
        Unreadable unreadable) {
  public TargetConfig {
    CommonConfig.requireName("target", name);
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(unreadable, "unreadable");
  }

  /** A file or folder whose layout is inferred from the files. */
  public static TargetConfig at(String name, Path path) {
    return new TargetConfig(name, Optional.of(path), Optional.empty(), Unreadable.FAIL);
  }

  /** A known dataset: drawn by the program, or where {@code datasets get} puts it. */
  public static TargetConfig known(String name) {
    return new TargetConfig(name, Optional.empty(), Optional.empty(), Unreadable.FAIL);
  }
}
