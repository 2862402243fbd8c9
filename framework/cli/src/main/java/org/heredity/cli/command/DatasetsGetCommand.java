package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.heredity.api.config.UsageException;
import org.heredity.cli.console.Command;
import org.heredity.cli.console.Manual;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.Terminal;
import org.heredity.datasets.download.Catalogue;
import org.heredity.datasets.download.Downloads;
import org.heredity.datasets.download.Fetched;
import org.heredity.datasets.download.RemoteFile;
import org.heredity.files.CacheFolder;

/** Downloads a published dataset. */
public final class DatasetsGetCommand implements Command {
  @Parameter(description = "NAME of the dataset, as 'list datasets' has it")
  private String name;

  @Parameter(names = "--cache", description = "Folder of downloads")
  private Path cache = CacheFolder.standard();

  private final Catalogue catalogue = new Catalogue();

  @Inject
  DatasetsGetCommand() {}

  @Override
  public Manual manual() {
    return new Manual(
        "datasets get",
        "NAME [options]",
        "Downloads a dataset from where it is published, resumed and checked",
        "datasets get flowers102");
  }

  @Override
  public Outcome run(Terminal terminal) {
    if (name == null) {
      throw new UsageException(
          "'datasets get' needs a name: " + String.join(", ", catalogue.datasets()));
    }
    Downloads downloads = new Downloads();
    Path folder = cache.resolve("datasets").resolve(name);
    List<Fetched> files = new ArrayList<>();
    try (DownloadProgress progress = new DownloadProgress(terminal)) {
      for (RemoteFile file : catalogue.dataset(name)) {
        files.add(downloads.get(file, folder, progress));
      }
    }
    return GetOutcome.of(name, files);
  }
}
