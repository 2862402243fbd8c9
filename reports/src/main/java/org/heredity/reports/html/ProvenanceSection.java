package org.heredity.reports.html;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.heredity.api.result.CellResult;
import org.heredity.api.result.MethodResult;
import org.heredity.api.result.Provenance;
import org.heredity.api.result.SuiteResult;

/** What made the figures. */
final class ProvenanceSection implements Section {
  @Override
  public String id() {
    return "provenance";
  }

  @Override
  public String heading() {
    return "Configuration and provenance";
  }

  @Override
  public Optional<Element> content(SuiteResult result) {
    Provenance p = result.provenance();
    Element list = Element.of("dl", "facts");
    fact(list, "Teacher", p.teacherArchitecture());
    fact(list, "Teacher's file", p.teacherFile());
    fact(list, "Teacher's digest", p.teacherDigest());
    fact(list, "Teacher's preprocessing", p.teacherPreprocessing());
    fact(list, "Protocol", result.protocol());
    fact(
        list,
        "Seeds",
        result.cells().stream()
            .map(CellResult::seed)
            .distinct()
            .map(String::valueOf)
            .collect(Collectors.joining(", ")));
    fact(list, "Command", p.command());
    fact(list, "Heredity", p.heredity());
    fact(list, "Started", p.started());
    fact(list, "Finished", p.finished());
    fact(list, "Java", p.java());
    fact(list, "System", p.system());
    fact(list, "Backend", p.backend());
    fact(list, "Processor", p.processor());
    Element content = Element.of("div").with(list);
    if (!result.methods().isEmpty()) {
      HtmlTable methods =
          new HtmlTable("Methods")
              .textColumn("Method", "")
              .textColumn("What it does", "")
              .textColumn("Settings", "");
      for (MethodResult m : result.methods()) {
        methods.row().cell(m.name()).cell(m.description()).cell(settings(m.settings()));
      }
      content.with(methods.element());
    }
    StringBuilder yaml = new StringBuilder();
    outline(p.configuration(), 0, yaml);
    return Optional.of(
        content.with(
            Element.of("details")
                .with(
                    Element.text("summary", "The whole configuration"),
                    Element.text("pre", yaml.toString()))));
  }

  private static void fact(Element list, String name, String value) {
    if (!value.isEmpty()) {
      list.with(Element.text("dt", name), Element.text("dd", value));
    }
  }

  private static String settings(Map<String, Object> settings) {
    return settings.entrySet().stream()
        .map(e -> e.getKey() + " " + e.getValue())
        .collect(Collectors.joining(", "));
  }

  /** The configuration as an outline that reads like the YAML it came from. */
  private static void outline(Object value, int depth, StringBuilder out) {
    String indent = "  ".repeat(depth);
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, inner) -> entry(indent + key + ":", inner, depth, out));
    } else if (value instanceof List<?> list) {
      list.forEach(inner -> entry(indent + "-", inner, depth, out));
    }
  }

  private static void entry(String start, Object value, int depth, StringBuilder out) {
    out.append(start);
    if (value instanceof Map<?, ?> map && !map.isEmpty()
        || value instanceof List<?> list && !list.isEmpty()) {
      out.append('\n');
      outline(value, depth + 1, out);
    } else {
      out.append(' ').append(value).append('\n');
    }
  }
}
