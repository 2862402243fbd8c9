package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.heredity.checkpoint.Checkpoints;

/**
 * What a run left in its folder.
 *
 * @param root the folder
 * @param digests SHA-256 of every file, by its path within the folder with {@code /}
 */
record FolderContent(Path root, Map<String, String> digests) {
  private static final String UNFINISHED = "store/unfinished/";

  /** Looks at every file there is. */
  static FolderContent of(Path root) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        digests.put(root.relativize(file).toString().replace('\\', '/'), sha256(file));
      }
    }
    return new FolderContent(root, digests);
  }

  /** Asserts that every file that has its final name is whole, by its format or its digest. */
  void assertWhole() throws Exception {
    for (Map.Entry<String, String> entry : digests.entrySet()) {
      String path = entry.getKey();
      String name = path.substring(path.lastIndexOf('/') + 1);
      if (!name.startsWith(".") && !path.startsWith(UNFINISHED)) {
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

  /** All that two runs of one suite must have in common: everything but times and the lock. */
  Map<String, String> comparable() {
    Map<String, String> same = new TreeMap<>(digests);
    same.remove(".lock");
    // Both hold how long what took; that the same products are there is compared all the same.
    same.replaceAll(
        (path, digest) ->
            path.equals("status.json") || path.startsWith("store/keys/") ? "there" : digest);
    return same;
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
