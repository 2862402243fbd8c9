package org.heredity.api.result;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.heredity.data.DataException;

/**
 * {@code results.json}: a {@link SuiteResult} with the names of its components as field names, and
 * {@code summaries}, which {@link Summary#of} derives and reading ignores. Reading what was written
 * gives an equal record. NaN is {@code null}; an infinite number is {@code 1e999}, which JSON
 * parsers read as infinite. UTF-8, indented. Thread-safe.
 */
public final class ResultsJson {
  /** The file's name within a suite's folder. */
  public static final String FILE = "results.json";

  private static final long MAX_BYTES = 1L << 28;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(
              new SimpleModule("doubles")
                  .addSerializer(double.class, new DoubleWriter())
                  .addSerializer(Double.class, new DoubleWriter())
                  .addDeserializer(double.class, new DoubleReader()))
          .addMixIn(SuiteResult.class, SuiteFields.class)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .defaultPrettyPrinter(
              new DefaultPrettyPrinter()
                  .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                  .withArrayIndenter(new DefaultIndenter("  ", "\n")))
          .build();

  private ResultsJson() {}

  /**
   * Writes a result.
   *
   * @param result to write
   * @return the JSON text in UTF-8, ending in a line feed
   */
  public static byte[] write(SuiteResult result) {
    return text(result);
  }

  /**
   * Writes tables of re-engineered classifiers, with the names of their components as field names.
   *
   * @param result to write
   * @return the JSON text in UTF-8, ending in a line feed
   */
  public static byte[] write(TablesResult result) {
    return text(result);
  }

  private static byte[] text(Object result) {
    try {
      String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(result);
      return (text + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a result cannot be written as JSON", e);
    }
  }

  /**
   * The same as a tree, for those who print it on one line.
   *
   * @param result to write
   * @return an object with the same fields
   */
  public static JsonNode tree(SuiteResult result) {
    return MAPPER.valueToTree(result);
  }

  /**
   * Reads a file, or {@code results.json} in a folder.
   *
   * @param fileOrFolder the file, at most 256 MiB, or the folder of a suite
   * @return the result
   * @throws DataException if it is not there or not what it should be
   */
  public static SuiteResult read(Path fileOrFolder) {
    Path file = Files.isDirectory(fileOrFolder) ? fileOrFolder.resolve(FILE) : fileOrFolder;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new DataException(
            file
                + ": results of at most "
                + MAX_BYTES
                + " bytes expected, got "
                + Files.size(file));
      }
      return parse(Files.readAllBytes(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new DataException(
          file + ": not found; a folder that 'run' or 'audit' wrote is expected", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Reads JSON text.
   *
   * @param json in UTF-8
   * @param source what error messages call it
   * @return the result
   * @throws DataException if it is not a result of a known schema
   */
  public static SuiteResult parse(byte[] json, String source) {
    try {
      JsonNode tree = MAPPER.readTree(json);
      if (tree == null || !tree.isObject()) {
        throw new DataException(source + ": a JSON object with 'cells' expected");
      }
      JsonNode schema = tree.get("schema");
      if (schema == null
          || !schema.isInt()
          || schema.intValue() < 1
          || schema.intValue() > SuiteResult.SCHEMA) {
        throw new DataException(
            source
                + ": schema 1 to "
                + SuiteResult.SCHEMA
                + " expected, got "
                + (schema == null ? "none" : schema)
                + "; read it with the version of Heredity that wrote it");
      }
      // From the text unless something is to be filled in: a tree knows no lines.
      SuiteResult result =
          complete(tree)
              ? MAPPER.treeToValue(tree, SuiteResult.class)
              : MAPPER.readValue(json, SuiteResult.class);
      Optional<String> missing = Nulls.find(result);
      if (missing.isPresent()) {
        throw new DataException(source + ": " + missing.get() + " must not be null");
      }
      return result;
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String where = at == null ? "" : ", line " + at.getLineNr() + " column " + at.getColumnNr();
      throw new DataException(source + where + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new DataException(source + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** Fills in what an older file lacks; says whether it did. */
  private static boolean complete(JsonNode tree) {
    boolean filled = false;
    filled |= fill(tree.path("provenance"), "teacherPreprocessing", TextNode.valueOf(""));
    for (JsonNode method : tree.path("methods")) {
      filled |= fill(method, "published", MAPPER.createArrayNode());
    }
    filled |= fill(tree, "ensembles", MAPPER.createArrayNode());
    filled |= fill(tree, "whiteBox", MAPPER.createArrayNode());
    filled |= fill(tree, "attackChecks", MAPPER.createArrayNode());
    for (JsonNode gate : tree.path("gates")) {
      filled |= fill(gate, "interval", NullNode.getInstance());
      filled |=
          fill(
              gate,
              "decision",
              TextNode.valueOf(gate.path("passed").asBoolean() ? "PASSED" : "FAILED"));
    }
    for (JsonNode set : tree.path("sets")) {
      filled |= fill(set, "norm", TextNode.valueOf(SetResult.L_INFINITY));
      for (String length : List.of("meanL2", "maxL2", "maxLinf")) {
        filled |= fill(set, length, NullNode.getInstance());
      }
    }
    for (JsonNode cell : tree.path("cells")) {
      filled |= fill(cell, "moved", NullNode.getInstance());
      filled |= fill(cell, "members", MAPPER.createArrayNode());
      filled |= fill(cell, "overNoise", NullNode.getInstance());
      filled |= fill(cell, "overFloor", NullNode.getInstance());
      for (JsonNode layer : cell.path("layers")) {
        filled |= fill(layer, "moved", NullNode.getInstance());
      }
    }
    return filled;
  }

  private static boolean fill(JsonNode node, String field, JsonNode value) {
    if (node instanceof ObjectNode fields && !fields.has(field)) {
      fields.set(field, value);
      return true;
    }
    return false;
  }

  /** What {@code results.json} has beside the components. */
  @JsonIgnoreProperties(value = "summaries", allowGetters = true)
  private interface SuiteFields {
    @JsonProperty
    List<Summary> summaries();
  }

  private static final class DoubleWriter extends StdSerializer<Double> {
    private static final long serialVersionUID = 1L;

    DoubleWriter() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (value.isNaN()) {
        out.writeNull();
      } else if (value.isInfinite()) {
        out.writeNumber(value > 0 ? "1e999" : "-1e999");
      } else {
        out.writeNumber(value);
      }
    }
  }

  private static final class DoubleReader extends StdDeserializer<Double> {
    private static final long serialVersionUID = 1L;

    DoubleReader() {
      super(double.class);
    }

    @Override
    public Double deserialize(JsonParser in, DeserializationContext context) throws IOException {
      JsonToken token = in.currentToken();
      if (token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT) {
        return in.getDoubleValue();
      }
      return (Double) context.handleUnexpectedToken(double.class, in);
    }

    @Override
    public Double getNullValue(DeserializationContext context) {
      return Double.NaN;
    }
  }
}
