package org.heredity.reports;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.heredity.api.report.TablesFormat;
import org.heredity.api.result.PublishedTables;
import org.heredity.api.result.Reengineering;
import org.heredity.api.result.TablesResult;
import org.heredity.files.AtomicFile;
import org.heredity.reports.text.SeamTables;
import org.heredity.reports.text.TextTable;

/** {@code tables.md}: SEAM's tables for documents and merge requests. */
public final class TablesMarkdown implements TablesFormat {
  @Inject
  public TablesMarkdown() {}

  @Override
  public void write(TablesResult result, Path directory) throws IOException {
    AtomicFile.write(directory.resolve("tables.md"), text(result).getBytes(StandardCharsets.UTF_8));
  }

  static String text(TablesResult result) {
    StringBuilder md = new StringBuilder();
    md.append("# ").append(MarkdownReport.escape(result.name())).append("\n\n");
    md.append(MarkdownReport.escape(SeamTables.made(result))).append(".\n\n");
    for (TablesResult.Row row : result.rows()) {
      Reengineering one = row.result();
      md.append("- ").append(MarkdownReport.escape(row.name())).append(": ");
      md.append(
          MarkdownReport.escape(
              String.join(
                  ", ",
                  one.network(),
                  one.checkpoint(),
                  one.dataset(),
                  one.preprocessing(),
                  "seed " + one.seed())));
      PublishedTables paper = row.published();
      md.append(paper == null ? "" : "; beside it " + MarkdownReport.escape(paper.source()));
      md.append('\n');
    }
    md.append('\n');
    for (TextTable table : SeamTables.of(result)) {
      md.append("## ").append(MarkdownReport.escape(table.title())).append("\n\n");
      MarkdownReport.table(md, table.heads(), table.rows());
    }
    return md.toString();
  }
}
