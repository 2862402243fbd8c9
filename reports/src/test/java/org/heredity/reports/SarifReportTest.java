package org.heredity.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.heredity.api.result.GateResult;
import org.heredity.api.result.SuiteResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SarifReportTest {
  @TempDir Path folder;

  private static JsonSchema schema() throws Exception {
    try (InputStream in =
        SarifReportTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(in);
    }
  }

  private JsonNode written(SuiteResult result) throws Exception {
    new SarifReport().write(result, folder);
    return new ObjectMapper().readTree(folder.resolve("results.sarif").toFile());
  }

  @Test
  void gatesAndFindingsAreResultsOfValidSarif() throws Exception {
    JsonNode sarif =
        written(
            SampleSuite.result(
                3,
                List.of(
                    GateResult.atMost("max-dir", "photos6", 0.3, 0.615, null),
                    GateResult.atLeast("min-acc", "photos6", 0.7, 0.85, null))));
    assertEquals(List.of(), List.copyOf(schema().validate(sarif)));
    JsonNode results = sarif.at("/runs/0/results");
    assertEquals(4, results.size());
    assertEquals("error", results.get(0).get("level").textValue());
    assertEquals("fail", results.get(0).get("kind").textValue());
    assertEquals(0.615, results.get(0).at("/properties/value").doubleValue());
    assertEquals("pass", results.get(1).get("kind").textValue());
    assertEquals("none", results.get(1).get("level").textValue());
    assertEquals("warning", results.get(2).get("level").textValue());
    assertEquals("too-few-images", results.get(2).get("ruleId").textValue());
    JsonNode rule = sarif.at("/runs/0/tool/driver/rules/2");
    assertEquals("too-few-images", rule.get("id").textValue());
    assertTrue(rule.at("/help/text").textValue().contains("What to do: Use more test images"));
    assertEquals("note", results.get(3).get("level").textValue());
    assertEquals(
        "2026-11-23T04:02:11Z", sarif.at("/runs/0/invocations/0/startTimeUtc").textValue());
  }

  @Test
  void anUndecidedGateFailsAndSaysWhatItIs() throws Exception {
    JsonNode sarif = written(EnsembleSuite.result());
    assertEquals(List.of(), List.copyOf(schema().validate(sarif)));
    JsonNode gate = sarif.at("/runs/0/results/0");
    assertEquals("error", gate.get("level").textValue());
    assertEquals("undecided", gate.at("/properties/decision").textValue());
  }

  @Test
  void failedCellsAreNotificationsAndHostileTextIsValid() throws Exception {
    JsonNode sarif = written(Hostile.result());
    assertEquals(List.of(), List.copyOf(schema().validate(sarif)));
    JsonNode invocation = sarif.at("/runs/0/invocations/0");
    assertFalse(invocation.get("executionSuccessful").booleanValue());
    assertEquals(1, invocation.get("toolExecutionNotifications").size());
  }

  @Test
  void theSchemaWouldRefuseAnotherShape() throws Exception {
    JsonNode bad =
        new ObjectMapper().readTree("{\"version\":\"2.1.0\",\"runs\":[{\"results\":7}]}");
    assertFalse(schema().validate(bad).isEmpty());
  }
}
