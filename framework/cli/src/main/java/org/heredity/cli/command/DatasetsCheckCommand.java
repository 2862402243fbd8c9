package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.api.config.Names;
import org.heredity.api.config.UsageException;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.api.dataset.DatasetRequest.Unreadable;
import org.heredity.api.result.Finding;
import org.heredity.cli.console.Command;
import org.heredity.cli.console.ExitCode;
import org.heredity.cli.console.Manual;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.ProgressBar;
import org.heredity.cli.console.Terminal;
import org.heredity.cli.console.TextTable;
import org.heredity.datasets.DatasetCheck;
import org.heredity.datasets.DatasetChecker;
import org.heredity.files.CacheFolder;

/** Looks at every image of a dataset. */
public final class DatasetsCheckCommand implements Command {
  private static final int SHOWN = 10;

  @Parameter(description = "NAME of the dataset; a known one is compared with its official numbers")
  private String name;

  @Parameter(
      names = "--path",
      description = "Where it lies (default: where 'datasets get' puts it)")
  private Path path;

  @Parameter(
      names = "--split-seed",
      description = "Seed of the split, where the images come without one")
  private long seed;

  @Parameter(names = "--cache", description = "Folder of downloads")
  private Path cache = CacheFolder.standard();

  private final DatasetChecker checker;

  @Inject
  DatasetsCheckCommand(DatasetChecker checker) {
    this.checker = checker;
  }

  @Override
  public Manual manual() {
    return new Manual(
        "datasets check",
        "NAME [options]",
        "Decodes every image, counts by split and class, and looks for leaks between train and"
            + " test; exit code 4 if something is found",
        "datasets check flowers102 --path data/flowers");
  }

  @Override
  public Outcome run(Terminal terminal) {
    if (name == null) {
      throw new UsageException("'datasets check' needs a name; see 'heredity list datasets'");
    }
    DatasetRequest request = new DatasetRequest(name, path, seed, Unreadable.FAIL, cache);
    DatasetCheck check;
    try (ProgressBar bar = terminal.progress(name)) {
      check =
          checker.check(
              request.watchedBy(bar::at), (done, total) -> bar.at(done, total, "images checked"));
    }
    return new Outcome(
        check.findings().isEmpty() ? ExitCode.OK : ExitCode.DATA, json(check), text(check));
  }

  private static Map<String, Object> json(DatasetCheck check) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", check.name());
    json.put("format", check.format());
    json.put("digest", check.digest());
    json.put("train", check.train());
    json.put("test", check.test());
    json.put("official", check.official());
    json.put("deviations", check.deviations());
    json.put("classes", check.classes());
    json.put("unreadable", check.unreadable());
    json.put("duplicates", check.duplicates());
    json.put("notes", check.notes());
    json.put("findings", check.findings());
    return json;
  }

  private static String text(DatasetCheck check) {
    TextTable table = new TextTable("class", "train", "test");
    check.classes().forEach(count -> table.row(count.name(), count.train(), count.test()));
    StringBuilder text = new StringBuilder(table.toString());
    text.append(
        "\n%s (%s): %d classes, %d training and %d test images, digest %s"
            .formatted(
                check.name(),
                check.format(),
                check.classes().size(),
                check.train(),
                check.test(),
                check.digest()));
    check.notes().forEach(note -> text.append('\n').append(note));
    check.deviations().stream().limit(SHOWN).forEach(d -> text.append("\ndeviates: ").append(d));
    check.unreadable().stream()
        .limit(SHOWN)
        .forEach(
            image ->
                text.append("\nunreadable: ").append(image.id()).append(": ").append(image.why()));
    check.duplicates().stream()
        .limit(SHOWN)
        .forEach(
            pair ->
                text.append("\nin both: ").append(pair.test()).append(" = ").append(pair.train()));
    for (Finding finding : check.findings()) {
      text.append('\n').append(Names.kebab(finding.severity().name())).append(": ");
      text.append(finding.id()).append(": ").append(finding.message());
    }
    return text.append(check.findings().isEmpty() ? "\nnothing found" : "").toString();
  }
}
