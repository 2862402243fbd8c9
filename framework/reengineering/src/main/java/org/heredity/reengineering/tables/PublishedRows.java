package org.heredity.reengineering.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.heredity.api.config.Names;
import org.heredity.api.config.UsageException;
import org.heredity.api.result.BeforeAfter;
import org.heredity.api.result.PublishedTables;

/**
 * SEAM's published rows, facts typed off the paper into {@code published.json}. Immutable.
 *
 * @param rows by a short name, such as {@code resnet20-cifar10}
 */
public record PublishedRows(Map<String, PublishedTables> rows) {
  private static final String FILE = "published.json";
  private static final String PRESET = "paper-";
  private static final double MILLION = 1e6;
  private static final double HUNDRED = 100;

  public PublishedRows {
    rows = Collections.unmodifiableMap(new LinkedHashMap<>(rows));
  }

  /** Reads those that come with the program. */
  public static PublishedRows read() {
    try (InputStream in = PublishedRows.class.getResourceAsStream(FILE)) {
      JsonNode all = new ObjectMapper().readTree(in);
      String source = all.required("source").asText();
      Map<String, PublishedTables> rows = new LinkedHashMap<>();
      all.required("rows").fields().forEachRemaining(e -> rows.put(e.getKey(), row(e, source)));
      return new PublishedRows(rows);
    } catch (IOException e) {
      throw new IllegalStateException(FILE + " is missing from the program or damaged", e);
    }
  }

  private static PublishedTables row(Map.Entry<String, JsonNode> entry, String source) {
    JsonNode row = entry.getValue();
    return new PublishedTables(
        row.required("row").asText(),
        source,
        pair(row, "weights", MILLION),
        pair(row, "acc", 1 / HUNDRED),
        row.has("scratch") ? row.get("scratch").asDouble() / HUNDRED : Double.NaN,
        pair(row, "flops", MILLION),
        pair(row, "time", 1),
        pair(row, "neurons", MILLION),
        pair(row, "module-acc", 1 / HUNDRED));
  }

  private static BeforeAfter pair(JsonNode row, String name, double unit) {
    JsonNode pair = row.get(name);
    return pair == null
        ? BeforeAfter.UNKNOWN
        : new BeforeAfter(pair.get(0).asDouble() * unit, pair.get(1).asDouble() * unit);
  }

  /**
   * The row that stands beside a classifier's own.
   *
   * @param asked its name, or {@code none}; empty to go by the preset
   * @param preset of the search, such as {@code paper-resnet20-cifar10}
   * @throws UsageException if what was asked for is not there
   */
  public Optional<PublishedTables> find(Optional<String> asked, Optional<String> preset) {
    if (asked.isEmpty()) {
      return preset
          .filter(name -> name.startsWith(PRESET))
          .map(name -> rows.get(name.substring(PRESET.length())));
    }
    if (asked.get().equals("none")) {
      return Optional.empty();
    }
    if (!rows.containsKey(asked.get())) {
      throw new UsageException(
          "option 'published': there is no row '"
              + asked.get()
              + "'; "
              + Names.advice(asked.get(), rows.keySet()));
    }
    return Optional.of(rows.get(asked.get()));
  }
}
