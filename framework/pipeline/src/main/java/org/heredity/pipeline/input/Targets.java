package org.heredity.pipeline.input;

import java.nio.file.Path;
import org.heredity.api.dataset.DatasetFormat;
import org.heredity.api.dataset.DatasetFormats;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.data.Dataset;
import org.heredity.pipeline.config.Installed;
import org.heredity.pipeline.config.TargetConfig;
import org.heredity.pipeline.progress.SuiteListener;

/**
 * Opens target datasets.
 *
 * @param installed the formats that are known
 * @param seed of splits, where a dataset comes without one
 * @param listener is told how far opening is
 */
public record Targets(Installed installed, long seed, SuiteListener listener) {
  /**
   * Opens a target.
   *
   * @throws org.heredity.data.DataException if it is not there or not what it should be
   */
  public Dataset open(TargetConfig target) {
    try (OpeningStage stage = new OpeningStage(listener, target.name())) {
      Path path = target.path().orElse(null);
      DatasetRequest request =
          new DatasetRequest(target.name(), path, seed, target.unreadable()).watchedBy(stage);
      if (target.format().isEmpty()) {
        return new DatasetFormats(installed.formats()).open(request);
      }
      DatasetFormat format = installed.format(target.format().get(), "targets.format");
      Path place = path == null ? DatasetFormats.downloaded(request) : path;
      return format.open(format.madeByProgram() ? request : request.at(place));
    }
  }
}
