package org.heredity.reports.html;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.StageTime;
import org.heredity.api.result.SuiteResult;
import org.heredity.reports.text.NumberFormats;

/** Where the time went. */
final class StagesSection implements Section {
  @Override
  public String id() {
    return "stages";
  }

  @Override
  public String heading() {
    return "Time of every stage";
  }

  @Override
  public Optional<Element> content(SuiteResult result) {
    record Key(String target, String method, String stage, boolean shared) {}
    Map<Key, List<Double>> times = new LinkedHashMap<>();
    for (CellResult cell : result.cells()) {
      for (StageTime stage : cell.stages()) {
        times
            .computeIfAbsent(
                new Key(cell.target(), cell.method(), stage.name(), stage.shared()),
                k -> new ArrayList<>())
            .add(stage.seconds());
      }
    }
    if (times.isEmpty()) {
      return Optional.empty();
    }
    HtmlTable table =
        new HtmlTable("Wall-clock time of a stage, mean over students")
            .textColumn("Target", "")
            .textColumn("Method", "")
            .textColumn("Stage", "")
            .textColumn("Serves", "Whether one artifact serves several students")
            .numberColumn("Time", "");
    times.forEach(
        (key, seconds) -> {
          double mean = seconds.stream().mapToDouble(s -> s).average().orElse(Double.NaN);
          table
              .row()
              .cell(key.target())
              .cell(key.method())
              .cell(key.stage())
              .cell(key.shared() ? "all students" : "one student")
              .number(mean, NumberFormats.duration(mean));
        });
    return Optional.of(table.element());
  }
}
