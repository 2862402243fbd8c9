package org.heredity.reports;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import org.heredity.api.report.TablesFormat;
import org.heredity.api.result.ResultsJson;
import org.heredity.api.result.TablesResult;
import org.heredity.files.AtomicFile;

/** {@code tables.json}: all that was measured for the tables, for programs. */
public final class TablesJson implements TablesFormat {
  @Inject
  public TablesJson() {}

  @Override
  public void write(TablesResult result, Path directory) throws IOException {
    AtomicFile.write(directory.resolve("tables.json"), ResultsJson.write(result));
  }
}
