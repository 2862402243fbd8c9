package org.heredity.pipeline.config;

import java.nio.file.Path;
import java.util.Objects;
import org.heredity.api.dataset.DatasetRequest.Unreadable;
import org.heredity.data.Dataset;

/**
 * One target dataset of a suite.
 *
 * @param name as reports show it, unique within the suite; letters, digits, {@code . _ -}
 * @param source where its images are
 */
public record TargetConfig(String name, Source source) {
  public TargetConfig {
    SuiteConfig.requireName("target", name);
    Objects.requireNonNull(source, "source");
  }

  /** A file or folder whose layout is told from what is there; an unreadable image is an error. */
  public static TargetConfig at(String name, Path path) {
    return new TargetConfig(name, new OnDisk(path, "", Unreadable.FAIL));
  }

  /** Where a target's images are. */
  public sealed interface Source {}

  /**
   * On disk.
   *
   * @param path the file or folder; null for images that the program draws, or for where {@code
   *     datasets get} puts the dataset
   * @param format name of the {@link org.heredity.api.dataset.DatasetFormat}; empty to try all
   * @param unreadable what to do with an image that cannot be decoded
   */
  public record OnDisk(Path path, String format, Unreadable unreadable) implements Source {
    public OnDisk {
      Objects.requireNonNull(format, "format");
      Objects.requireNonNull(unreadable, "unreadable");
    }
  }

  /**
   * Open already, such as images that the program draws.
   *
   * @param dataset the images; its digest must determine them
   */
  public record Opened(Dataset dataset) implements Source {}
}
