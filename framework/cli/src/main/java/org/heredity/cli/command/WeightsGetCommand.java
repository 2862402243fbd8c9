package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;
import org.heredity.api.config.UsageException;
import org.heredity.cli.console.Command;
import org.heredity.cli.console.Manual;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.Terminal;
import org.heredity.datasets.download.Catalogue;
import org.heredity.datasets.download.Downloads;
import org.heredity.engine.zoo.PublishedWeights;
import org.heredity.files.CacheFolder;

/** Downloads published weights. */
public final class WeightsGetCommand implements Command {
  @Parameter(description = "NAME: what 'list architectures' names of torchvision's, or resnet50-v2")
  private String name;

  @Parameter(names = "--cache", description = "Folder of downloads")
  private Path cache = CacheFolder.standard();

  private final Catalogue catalogue = new Catalogue();

  @Inject
  WeightsGetCommand() {}

  @Override
  public Manual manual() {
    return new Manual(
        "weights get",
        "NAME [options]",
        "Downloads torchvision's ImageNet weights, resumed and checked",
        "weights get resnet18");
  }

  @Override
  public Outcome run(Terminal terminal) {
    if (name == null) {
      throw new UsageException(
          "'weights get' needs a name: " + String.join(", ", catalogue.weights()));
    }
    try (DownloadProgress progress = new DownloadProgress(terminal)) {
      return GetOutcome.of(
          name,
          List.of(
              new Downloads()
                  .get(
                      catalogue.weightsOf(name),
                      cache.resolve(PublishedWeights.FOLDER),
                      progress)));
    }
  }
}
