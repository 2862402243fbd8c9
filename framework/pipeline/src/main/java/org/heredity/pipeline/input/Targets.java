package org.heredity.pipeline.input;

import java.nio.file.Path;
import java.util.Set;
import org.heredity.api.dataset.DatasetFormat;
import org.heredity.api.dataset.DatasetFormats;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.data.Dataset;
import org.heredity.pipeline.config.SuitePlan;
import org.heredity.pipeline.config.TargetConfig;
import org.heredity.pipeline.progress.SuiteListener;

/**
 * Opens target datasets.
 *
 * @param formats all that are known
 * @param seed of splits, where a dataset comes without one
 * @param listener is told how far opening is
 */
public record Targets(Set<DatasetFormat> formats, long seed, SuiteListener listener) {
  /**
   * Opens a target.
   *
   * @throws org.heredity.data.DataException if it is not there or not what it should be
   */
  public Dataset open(TargetConfig target) {
    if (target.source() instanceof TargetConfig.Opened opened) {
      return opened.dataset();
    }
    TargetConfig.OnDisk disk = (TargetConfig.OnDisk) target.source();
    try (OpeningStage stage = new OpeningStage(listener, target.name())) {
      return open(
          disk,
          new DatasetRequest(target.name(), disk.path(), seed, disk.unreadable()).watchedBy(stage));
    }
  }

  private Dataset open(TargetConfig.OnDisk disk, DatasetRequest request) {
    if (disk.format().isEmpty()) {
      return new DatasetFormats(formats).open(request);
    }
    DatasetFormat format =
        SuitePlan.named("targets.format", disk.format(), formats, DatasetFormat::name);
    Path place = disk.path() == null ? DatasetFormats.downloaded(request) : disk.path();
    return format.open(format.madeByProgram() ? request : request.at(place));
  }
}
