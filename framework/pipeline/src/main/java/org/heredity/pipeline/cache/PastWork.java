package org.heredity.pipeline.cache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.heredity.files.StorageException;

/** How long artifacts took that lie in a store: what a forecast goes by. Immutable. */
public final class PastWork {
  private final Map<String, List<Past>> byKind;

  /**
   * What was made once.
   *
   * @param key its inputs
   * @param value what is no file of it
   * @param seconds that it took
   */
  public record Past(JsonNode key, JsonNode value, double seconds) {}

  private PastWork(Map<String, List<Past>> byKind) {
    this.byKind = Map.copyOf(byKind);
  }

  /**
   * All that a store knows; entries that cannot be read are left out.
   *
   * @param store the folder of artifacts, which need not be there
   */
  public static PastWork in(Path store) {
    Map<String, List<Past>> found = new HashMap<>();
    Path keys = store.resolve("keys");
    if (!Files.isDirectory(keys)) {
      return new PastWork(found);
    }
    ObjectMapper mapper = new ObjectMapper();
    try (DirectoryStream<Path> kinds = Files.newDirectoryStream(keys)) {
      for (Path kind : kinds) {
        List<Past> all = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(kind, "[!.]*.json")) {
          for (Path entry : entries) {
            read(mapper, entry, all);
          }
        }
        found.put(kind.getFileName().toString(), List.copyOf(all));
      }
    } catch (IOException e) {
      throw StorageException.of("read " + keys, e);
    }
    return new PastWork(found);
  }

  private static void read(ObjectMapper mapper, Path entry, List<Past> all) {
    try {
      JsonNode node = mapper.readTree(entry.toFile());
      JsonNode key = mapper.readTree(node.path("key").asText("{}"));
      all.add(new Past(key, node.path("value"), node.path("seconds").asDouble()));
    } catch (IOException e) {
      // A damaged entry tells nothing; the run that needs it says so.
    }
  }

  /**
   * The mean of what is likest.
   *
   * @param kind of artifact
   * @param seconds what counts of each
   * @param alike what is like it, the likest first
   * @return empty if nothing is
   */
  @SafeVarargs
  public final OptionalDouble mean(
      String kind, ToDoubleFunction<Past> seconds, Predicate<JsonNode>... alike) {
    for (Predicate<JsonNode> like : alike) {
      OptionalDouble mean =
          byKind.getOrDefault(kind, List.of()).stream()
              .filter(past -> like.test(past.key()))
              .mapToDouble(seconds)
              .average();
      if (mean.isPresent()) {
        return mean;
      }
    }
    return OptionalDouble.empty();
  }
}
