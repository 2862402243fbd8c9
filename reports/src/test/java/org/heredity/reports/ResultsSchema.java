package org.heredity.reports;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.heredity.api.result.AddedLater;
import org.heredity.api.result.Nullable;
import org.heredity.api.result.SuiteResult;
import org.heredity.api.result.Summary;

/**
 * Makes the JSON Schema of {@code results.json} from the records and their Javadoc. Floating-point
 * numbers may be null, which is NaN.
 */
final class ResultsSchema {
  private final ObjectMapper mapper = new ObjectMapper();
  private final ObjectNode definitions = mapper.createObjectNode();
  private final Path sources;

  /**
   * @param sources the folder {@code src/main/java} of framework/api
   */
  ResultsSchema(Path sources) {
    this.sources = sources;
  }

  /** The schema's text. */
  String text() throws IOException {
    ObjectNode root = mapper.createObjectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("$id", "urn:heredity:results:" + SuiteResult.SCHEMA);
    root.put("title", "Results of Heredity, results.json");
    root.setAll(record(SuiteResult.class));
    ObjectNode properties = (ObjectNode) root.get("properties");
    ((ObjectNode) properties.get("schema")).put("const", SuiteResult.SCHEMA);
    ObjectNode summaries = properties.putObject("summaries");
    summaries.put("description", "what the seeds of each target, method and attack say together");
    summaries.put("type", "array");
    summaries.set("items", reference(Summary.class));
    ((ArrayNode) root.get("required")).add("summaries");
    root.set("$defs", definitions);
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root).replace("\r", "")
        + "\n";
  }

  private ObjectNode record(Class<?> type) throws IOException {
    String javadoc = javadoc(type);
    ObjectNode schema = mapper.createObjectNode();
    schema.put("description", plain(javadoc.split("@param ")[0]));
    schema.put("type", "object");
    ArrayNode required = schema.putArray("required");
    ObjectNode properties = schema.putObject("properties");
    for (RecordComponent component : type.getRecordComponents()) {
      String description = description(javadoc, component.getName());
      boolean nullable = component.isAnnotationPresent(Nullable.class);
      ObjectNode property = value(component.getGenericType(), nullable);
      ObjectNode described = mapper.createObjectNode();
      described.put("description", description);
      described.setAll(property);
      properties.set(component.getName(), described);
      if (!component.isAnnotationPresent(AddedLater.class)) {
        required.add(component.getName());
      }
    }
    return schema;
  }

  private ObjectNode value(Type type, boolean nullable) throws IOException {
    ObjectNode schema = mapper.createObjectNode();
    if (type instanceof ParameterizedType parameterized) {
      if (parameterized.getRawType() == Map.class) {
        return schema.put("type", "object");
      }
      schema.put("type", "array");
      schema.set("items", value(parameterized.getActualTypeArguments()[0], false));
      return schema;
    }
    Class<?> of = (Class<?>) type;
    if (of == double.class) {
      schema.putArray("type").add("number").add("null");
    } else if (of == Double.class) {
      schema.put("type", "number");
    } else if (of == int.class || of == long.class) {
      schema.put("type", "integer");
    } else if (of == boolean.class) {
      schema.put("type", "boolean");
    } else if (of == String.class) {
      if (nullable) {
        schema.putArray("type").add("string").add("null");
      } else {
        schema.put("type", "string");
      }
    } else if (of.isEnum()) {
      ArrayNode names = schema.putArray("enum");
      for (Object constant : of.getEnumConstants()) {
        names.add(((Enum<?>) constant).name());
      }
    } else if (nullable) {
      ArrayNode either = schema.putArray("anyOf");
      either.add(reference(of));
      either.addObject().put("type", "null");
    } else {
      return reference(of);
    }
    return schema;
  }

  private ObjectNode reference(Class<?> type) throws IOException {
    if (!type.isRecord()) {
      throw new IllegalArgumentException("no JSON form is known of " + type);
    }
    if (!definitions.has(type.getSimpleName())) {
      definitions.putNull(type.getSimpleName());
      definitions.set(type.getSimpleName(), record(type));
    }
    return mapper.createObjectNode().put("$ref", "#/$defs/" + type.getSimpleName());
  }

  /** The Javadoc before the record, asterisks taken out. */
  private String javadoc(Class<?> type) throws IOException {
    Class<?> top = type.getEnclosingClass() == null ? type : type.getEnclosingClass();
    Path file = sources.resolve(top.getName().replace('.', '/') + ".java");
    String source = Files.readString(file).replace("\r", "");
    int at = source.indexOf("record " + type.getSimpleName() + "(");
    if (at < 0) {
      throw new IllegalArgumentException(file + " has no record " + type.getSimpleName());
    }
    int end = source.lastIndexOf("*/", at);
    int start = source.lastIndexOf("/**", end);
    return source.substring(start + 3, end).replaceAll("(?m)^\\s*\\* ?", " ");
  }

  private static String description(String javadoc, String component) {
    Matcher matcher =
        Pattern.compile("@param " + component + "\\s+(.*?)(?=@param|$)", Pattern.DOTALL)
            .matcher(javadoc);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no @param " + component);
    }
    return plain(matcher.group(1));
  }

  private static String plain(String javadoc) {
    return javadoc
        .replaceAll("\\{@(?:code|link|linkplain)\\s+([^}]*)}", "$1")
        .replaceAll("\\s+", " ")
        .trim();
  }

  /** The folder of the whole project, or null where the tests run elsewhere. */
  static Path project() {
    for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      if (Files.isDirectory(up.resolve("framework/api/src/main/java"))) {
        return up;
      }
    }
    return null;
  }
}
