package org.heredity.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.heredity.api.result.ResultsJson;
import org.heredity.api.result.SuiteResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/results.schema.json} is what the records say. To write it anew after a record
 * changed: {@code mvn test -pl reports -am -Dtest=ResultsSchemaTest -Dheredity.schema.update=true}.
 */
class ResultsSchemaTest {
  private Path published;
  private String made;

  @BeforeEach
  void makeSchema() throws Exception {
    Path project = ResultsSchema.project();
    assumeTrue(project != null, "the project's sources are not above the working directory");
    published = project.resolve("docs/results.schema.json");
    made = new ResultsSchema(project.resolve("framework/api/src/main/java")).text();
  }

  private static List<?> problems(String schema, SuiteResult result) throws Exception {
    return problems(schema, new ObjectMapper().readTree(ResultsJson.write(result)));
  }

  private static List<?> problems(String schema, JsonNode json) {
    JsonSchema compiled =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
    return List.copyOf(compiled.validate(json));
  }

  @Test
  void thePublishedSchemaIsTheRecords() throws Exception {
    if (Boolean.getBoolean("heredity.schema.update")) {
      Files.createDirectories(published.getParent());
      Files.writeString(published, made);
    }
    assertEquals(
        made,
        Files.readString(published).replace("\r", ""),
        "a record changed; write the schema anew with -Dheredity.schema.update=true and, unless"
            + " fields were only added, raise SuiteResult.SCHEMA");
  }

  @Test
  void resultsAreValid() throws Exception {
    assertEquals(List.of(), problems(made, SampleSuite.result()));
    assertEquals(List.of(), problems(made, PublishedSuite.result()));
    assertEquals(List.of(), problems(made, Hostile.result()), "with a failed cell, NaN and null");
  }

  @Test
  void resultsOfAnotherShapeAreNot() throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    byte[] json = ResultsJson.write(SampleSuite.result());
    ObjectNode other = (ObjectNode) mapper.readTree(json);
    other.put("schema", 3);
    assertFalse(problems(made, other).isEmpty(), "another version");
    ObjectNode missing = (ObjectNode) mapper.readTree(json);
    ((ObjectNode) missing.at("/cells/0")).remove("dirNumerator");
    assertFalse(problems(made, missing).isEmpty(), "a missing field");
    ObjectNode wrong = (ObjectNode) mapper.readTree(json);
    ((ObjectNode) wrong.at("/cells/0")).put("acc", "high");
    assertFalse(problems(made, wrong).isEmpty(), "a text for a number");
  }

  @Test
  void everyFieldWrittenIsDescribed() throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode schema = mapper.readTree(made);
    String closed =
        made.replace(
            "\"type\" : \"object\",\n",
            "\"type\" : \"object\", \"additionalProperties\": false,\n");
    assertEquals(List.of(), problems(closed, PublishedSuite.result()));
    assertFalse(schema.at("/$defs/CellResult/properties/dir/description").asText().isEmpty());
  }
}
