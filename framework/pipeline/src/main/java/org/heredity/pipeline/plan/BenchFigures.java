package org.heredity.pipeline.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.heredity.api.config.UsageException;
import org.heredity.files.StorageException;

/**
 * What {@code bench} measured on a machine: images a second by network, size and kind of step.
 * Immutable.
 */
public final class BenchFigures {
  /** Nothing was measured. */
  public static final BenchFigures NONE = new BenchFigures(Map.of());

  private static final int PARTS = 4;

  private final Map<String, Double> rates;

  private BenchFigures(Map<String, Double> rates) {
    this.rates = Map.copyOf(rates);
  }

  /**
   * Reads the lines that {@code bench} printed.
   *
   * @throws UsageException if there are none
   */
  public static BenchFigures read(Path file) {
    Map<String, Double> rates = new HashMap<>();
    ObjectMapper mapper = new ObjectMapper();
    try {
      for (String line : Files.readAllLines(file)) {
        JsonNode node = line.startsWith("{") ? mapper.readTree(line) : mapper.nullNode();
        String[] parts = node.path("workload").asText("").split(":");
        double rate = node.path("images_per_second").asDouble();
        if (parts.length == PARTS && rate > 0) {
          rates.merge(parts[0] + ":" + parts[1] + ":" + parts[3], rate, Math::max);
        }
      }
    } catch (JsonProcessingException e) {
      throw none(file);
    } catch (IOException e) {
      throw StorageException.of("read " + file, e);
    }
    if (rates.isEmpty()) {
      throw none(file);
    }
    return new BenchFigures(rates);
  }

  private static UsageException none(Path file) {
    return new UsageException(
        "--bench "
            + file
            + ": expected the lines of 'heredity bench', such as {\"workload\":"
            + "\"resnet18:64:32:train\",\"images_per_second\":100}; write them with 'heredity bench"
            + " > FILE'");
  }

  /**
   * Images a second.
   *
   * @param architecture its name
   * @param side of the images in pixels
   * @param kind of step, such as {@code train}
   * @return empty if that was not measured
   */
  public OptionalDouble rate(String architecture, int side, String kind) {
    Double rate = rates.get(architecture + ":" + side + ":" + kind);
    return rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate);
  }
}
