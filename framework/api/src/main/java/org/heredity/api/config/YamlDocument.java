package org.heredity.api.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads one YAML document (JSON is YAML too) as plain data: maps, lists, strings, numbers, booleans
 * and nulls. A file may come from anywhere, so it is bounded: at most 1 MiB and 32 levels;
 * duplicate keys, anchors, aliases, tags and further documents are refused. Words such as {@code
 * yes} and {@code off} are text, not booleans.
 */
public final class YamlDocument {
  /** Most bytes of a file. */
  public static final int MAX_BYTES = 1 << 20;

  private static final int MAX_DEPTH = 32;

  private YamlDocument() {}

  /**
   * Reads a file whose root is a map.
   *
   * @param file in UTF-8
   * @return by key
   * @throws UsageException if it is missing, too large or not such YAML; the message names the file
   *     and the line
   */
  public static Map<String, Object> read(Path file) {
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new UsageException("there is no file '" + file + "'; give the suite's YAML file", e);
    } catch (IOException e) {
      String why = Files.isDirectory(file) ? "it is a folder" : e.getMessage();
      throw new UsageException("cannot read '" + file + "': " + why + "; give a YAML file", e);
    }
    if (bytes.length > MAX_BYTES) {
      throw new UsageException(
          "'" + file + "' is over " + MAX_BYTES + " bytes; a suite's YAML is a few hundred");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UsageException("'" + file + "' is not UTF-8 text; give a YAML file", e);
    }
    return map(parse(text, file.toString()), file.toString());
  }

  /**
   * Parses a whole document whose root is a map.
   *
   * @param text the document
   * @param source what messages call it
   * @return by key
   * @throws UsageException if it is not such YAML
   */
  public static Map<String, Object> map(String text, String source) {
    return map(parse(text, source), source);
  }

  /**
   * Parses one value as written in YAML, such as {@code [1, 2]} or {@code 0.5}.
   *
   * @param text the value
   * @return a map, list, string, number, boolean or null
   * @throws UsageException if it is not such YAML
   */
  public static Object value(String text) {
    return parse(text, "'" + text + "'");
  }

  private static Map<String, Object> map(Object root, String source) {
    if (!(root instanceof Map<?, ?> found)) {
      throw new UsageException(
          source + ": expected 'name: value' lines, got " + (root == null ? "nothing" : "a value"));
    }
    Map<String, Object> map = new LinkedHashMap<>();
    found.forEach((key, value) -> map.put((String) key, value));
    return map;
  }

  private static Object parse(String text, String source) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_BYTES + 1);
    options.setNestingDepthLimit(MAX_DEPTH);
    YAMLFactory factory =
        YAMLFactory.builder()
            .loaderOptions(options)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();
    try (YAMLParser parser = factory.createParser(text)) {
      if (parser.nextToken() == null) {
        return null;
      }
      Object value = value(parser, source);
      if (parser.nextToken() != null) {
        throw refused(parser, source, "a second document");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new UsageException(source + where(e.getLocation()) + ": " + problem(e), e);
    } catch (IOException | YAMLException e) {
      throw new UsageException(source + ": " + oneLine(e.getMessage()), e);
    }
  }

  private static Object value(YAMLParser parser, String source) throws IOException {
    if (parser.isCurrentAlias() || parser.getObjectId() != null) {
      throw refused(parser, source, "an anchor or alias (& or *)");
    }
    if (parser.getTypeId() != null) {
      throw refused(parser, source, "a tag (!)");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, source);
      case START_ARRAY -> array(parser, source);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw refused(parser, source, parser.currentToken().toString());
    };
  }

  private static Map<String, Object> object(YAMLParser parser, String source) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      map.put(name, value(parser, source));
    }
    return map;
  }

  private static List<Object> array(YAMLParser parser, String source) throws IOException {
    List<Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(parser, source));
    }
    return list;
  }

  private static UsageException refused(YAMLParser parser, String source, String what) {
    return new UsageException(
        source
            + where(parser.currentTokenLocation())
            + ": "
            + what
            + " is not allowed here; write the values out");
  }

  private static String where(JsonLocation location) {
    return location == null || location.getLineNr() < 1
        ? ""
        : ", line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private static String problem(JsonProcessingException e) {
    String message = oneLine(e.getOriginalMessage());
    if (message.startsWith("Duplicate field")) {
      return message.replace("Duplicate field", "duplicate key") + "; keep one of them";
    }
    return "not valid YAML: " + message;
  }

  /** SnakeYAML's messages quote the text over several lines; the sentence is what is not quoted. */
  private static String oneLine(String message) {
    if (message == null) {
      return "unreadable";
    }
    return message
        .lines()
        .filter(line -> !line.startsWith(" "))
        .map(line -> line.replaceAll("^in (reader|'reader').*", "").strip())
        .filter(line -> !line.isEmpty())
        .limit(3)
        .collect(Collectors.joining(" "));
  }
}
