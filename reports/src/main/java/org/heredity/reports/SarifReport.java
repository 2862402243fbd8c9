package org.heredity.reports;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.heredity.api.report.ReportFormat;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.Finding;
import org.heredity.api.result.GateResult;
import org.heredity.api.result.ResultsJson;
import org.heredity.api.result.SuiteResult;
import org.heredity.files.AtomicFile;
import org.heredity.reports.text.Explanation;
import org.heredity.reports.text.Verdict;

/**
 * {@code results.sarif}: gates and findings in SARIF 2.1.0, as code scanning reads it. A gate that
 * holds is a result of kind {@code pass}, one that fails or is undecided is an error; cells that
 * could not be measured are notifications of the tool. Results point at {@code results.json} and
 * name their subject as a logical location.
 */
public final class SarifReport implements ReportFormat {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Override
  public String name() {
    return "sarif";
  }

  @Override
  public String description() {
    return "results.sarif, gates and findings for code scanning";
  }

  @Override
  public void write(SuiteResult result, Path directory) throws IOException {
    String json = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(log(result)) + "\n";
    AtomicFile.write(directory.resolve("results.sarif"), json.getBytes(StandardCharsets.UTF_8));
  }

  static ObjectNode log(SuiteResult result) {
    ObjectNode log = MAPPER.createObjectNode();
    log.put("version", "2.1.0");
    ObjectNode run = log.putArray("runs").addObject();
    ObjectNode driver = run.putObject("tool").putObject("driver");
    driver.put("name", "Heredity");
    driver.put("version", result.provenance().heredity());
    Set<String> rules = new LinkedHashSet<>();
    result.gates().forEach(gate -> rules.add(gate.name()));
    result.findings().forEach(finding -> rules.add(finding.id()));
    ArrayNode described = driver.putArray("rules");
    rules.forEach(rule -> describe(described.addObject(), rule));
    run.putObject("automationDetails").put("id", "heredity/" + result.name());
    run.putArray("artifacts").addObject().putObject("location").put("uri", ResultsJson.FILE);
    invocation(run, result);
    ArrayNode results = run.putArray("results");
    for (GateResult gate : result.gates()) {
      ObjectNode entry = entry(results, gate.name(), gate.subject(), Verdict.gate(gate));
      entry.put("level", gate.passed() ? "none" : "error");
      entry.put("kind", gate.passed() ? "pass" : "fail");
      ObjectNode properties = entry.putObject("properties");
      number(properties, "limit", gate.limit(), "value", gate.value());
      properties.put("decision", gate.decision().name().toLowerCase(Locale.ROOT));
    }
    for (Finding finding : result.findings()) {
      entry(results, finding.id(), finding.subject(), finding.message())
          .put("level", level(finding.severity()));
    }
    return log;
  }

  private static void describe(ObjectNode rule, String id) {
    rule.put("id", id);
    Explanation.of(id)
        .ifPresent(
            explanation -> {
              rule.putObject("shortDescription").put("text", explanation.summary());
              rule.putObject("help").put("text", explanation.text());
            });
  }

  private static void invocation(ObjectNode run, SuiteResult result) {
    ObjectNode invocation = run.putArray("invocations").addObject();
    boolean done = result.cells().stream().allMatch(CellResult::done);
    invocation.put("executionSuccessful", done);
    if (!result.provenance().command().isEmpty()) {
      invocation.put("commandLine", result.provenance().command());
    }
    instant(invocation, "startTimeUtc", result.provenance().started());
    instant(invocation, "endTimeUtc", result.provenance().finished());
    if (!done) {
      ArrayNode notifications = invocation.putArray("toolExecutionNotifications");
      for (CellResult cell : result.cells()) {
        if (!cell.done()) {
          ObjectNode notification = notifications.addObject();
          notification.put("level", "error");
          notification
              .putObject("message")
              .put(
                  "text",
                  cell.target()
                      + ", "
                      + cell.method()
                      + ", seed "
                      + cell.seed()
                      + ": "
                      + cell.error());
        }
      }
    }
  }

  private static ObjectNode entry(ArrayNode results, String rule, String subject, String message) {
    ObjectNode entry = results.addObject();
    entry.put("ruleId", rule);
    entry.putObject("message").put("text", message);
    ObjectNode location = entry.putArray("locations").addObject();
    location
        .putObject("physicalLocation")
        .putObject("artifactLocation")
        .put("uri", ResultsJson.FILE)
        .put("index", 0);
    location.putArray("logicalLocations").addObject().put("fullyQualifiedName", subject);
    // So that a scanner knows the same finding again when its numbers have changed.
    entry.putObject("partialFingerprints").put("subject/v1", rule + "/" + subject);
    return entry;
  }

  private static String level(Finding.Severity severity) {
    return switch (severity) {
      case NOTE -> "note";
      case WARNING -> "warning";
      case ERROR -> "error";
    };
  }

  private static void number(
      ObjectNode object, String first, double one, String second, double other) {
    if (Double.isFinite(one)) {
      object.put(first, one);
    }
    if (Double.isFinite(other)) {
      object.put(second, other);
    }
  }

  /** SARIF wants UTC in a fixed form; what is no instant is left out. */
  private static void instant(ObjectNode invocation, String name, String time) {
    try {
      invocation.put(name, Instant.parse(time).toString());
    } catch (DateTimeParseException e) {
      // Results of another program may say the time in another way; SARIF does not need it.
    }
  }
}
