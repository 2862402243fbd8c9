package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.files.Sha256;

/**
 * What a run left in its folder.
 *
 * @param root the folder
 * @param digests SHA-256 of every file, by its path within the folder with {@code /}
 */
record FolderContent(Path root, Map<String, String> digests) {
  /** Within the store: what is not finished, and who works on what, of which nothing is to stay. */
  private static final List<String> PASSING = List.of("store/unfinished/", "store/claims/");

  /** Looks at every file there is. */
  static FolderContent of(Path root) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        digests.put(root.relativize(file).toString().replace('\\', '/'), Sha256.of(file));
      }
    }
    return new FolderContent(root, digests);
  }

  /** Asserts that every file that has its final name is whole, by its format or its digest. */
  void assertWhole() throws Exception {
    for (Map.Entry<String, String> entry : digests.entrySet()) {
      String path = entry.getKey();
      String name = path.substring(path.lastIndexOf('/') + 1);
      if (!name.startsWith(".") && PASSING.stream().noneMatch(path::startsWith)) {
        assertWhole(path, name, entry.getValue());
      }
    }
  }

  private void assertWhole(String path, String name, String digest) throws Exception {
    byte[] bytes = Files.readAllBytes(root.resolve(path));
    String text = new String(bytes, StandardCharsets.UTF_8);
    switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "safetensors" -> {
        if (path.startsWith("store/blobs/")) {
          assertEquals(name, digest + ".safetensors", path + " is not what its name says");
        } else {
          assertTrue(Checkpoints.read(root.resolve(path)).size() > 0, path);
        }
      }
      case "json", "sarif" -> assertTrue(new ObjectMapper().readTree(bytes).isObject(), path);
      case "xml", "svg" -> assertNotNull(xml().parse(new ByteArrayInputStream(bytes)), path);
      case "png" -> assertNotNull(ImageIO.read(new ByteArrayInputStream(bytes)), path);
      case "html" -> assertTrue(text.endsWith("</html>\n"), path + " ends early");
      case "pdf" -> assertTrue(text.endsWith("%%EOF\n"), path + " ends early");
      case "csv", "md" -> assertTrue(text.endsWith("\n"), path + " ends early");
      default -> throw new AssertionError("a file of a kind that no run writes: " + path);
    }
  }

  private static DocumentBuilder xml() throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return factory.newDocumentBuilder();
  }

  /**
   * Where two runs of one suite differ in what they must have in common, which is everything but
   * times and the lock: a line for each file, for JSON one for each value.
   */
  List<String> differences(FolderContent other) throws IOException {
    TreeSet<String> paths = new TreeSet<>(digests.keySet());
    paths.addAll(other.digests.keySet());
    paths.remove(".lock");
    List<String> found = new ArrayList<>();
    for (String path : paths) {
      String mine = digests.get(path);
      String others = other.digests.get(path);
      if (mine == null || others == null) {
        found.add(path + " is only in " + (mine == null ? other.root : root));
      } else if (!mine.equals(others)) {
        boolean timed = path.equals("status.json") || path.startsWith("store/keys/");
        int before = found.size();
        if (path.endsWith(".json")) {
          compare(path, json(path, timed), other.json(path, timed), found);
        }
        if (!timed && found.size() == before) {
          found.add(path + " has other bytes");
        }
      }
    }
    return found;
  }

  /** Where two JSON documents differ, a line for each value. */
  static List<String> differences(JsonNode mine, JsonNode others) {
    List<String> found = new ArrayList<>();
    compare("", mine, others, found);
    return found;
  }

  private JsonNode json(String path, boolean timed) throws IOException {
    JsonNode json = new ObjectMapper().readTree(root.resolve(path).toFile());
    for (String time : timed ? List.of("seconds", "started", "updated") : List.<String>of()) {
      json.findParents(time).forEach(parent -> ((ObjectNode) parent).remove(time));
    }
    return json;
  }

  private static void compare(String at, JsonNode mine, JsonNode others, List<String> found) {
    if (mine.equals(others)) {
      return;
    }
    int before = found.size();
    if (mine.isObject() && others.isObject()) {
      TreeSet<String> names = new TreeSet<>();
      mine.fieldNames().forEachRemaining(names::add);
      others.fieldNames().forEachRemaining(names::add);
      names.forEach(name -> compare(at + "/" + name, mine.path(name), others.path(name), found));
    } else if (mine.isArray() && others.isArray() && mine.size() == others.size()) {
      for (int i = 0; i < mine.size(); i++) {
        compare(at + "/" + i, mine.get(i), others.get(i), found);
      }
    }
    if (found.size() == before) {
      found.add(at + ": " + mine + ", other " + others);
    }
  }
}
