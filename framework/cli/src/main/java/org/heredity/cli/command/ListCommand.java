package org.heredity.cli.command;

import com.beust.jcommander.Parameter;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.heredity.api.attack.Attack;
import org.heredity.api.attack.Ensemble;
import org.heredity.api.config.Names;
import org.heredity.api.config.SettingDescription;
import org.heredity.api.config.Settings;
import org.heredity.api.config.UsageException;
import org.heredity.api.dataset.DatasetFacts;
import org.heredity.api.dataset.DatasetFormats;
import org.heredity.api.method.ReuseMethod;
import org.heredity.api.report.ReportFormat;
import org.heredity.cli.console.Command;
import org.heredity.cli.console.Manual;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.Terminal;
import org.heredity.cli.console.TextTable;
import org.heredity.cli.tables.TablesFile;
import org.heredity.engine.Architecture;
import org.heredity.engine.dl4j.Dl4jModel;
import org.heredity.engine.onnx.OnnxNetwork;
import org.heredity.pipeline.config.SuiteFile;
import org.heredity.reengineering.modular.Modularisation;

/** Lists what is installed, plug-ins included, with the settings of each. */
public final class ListCommand implements Command {
  private static final List<String> KINDS =
      List.of(
          "methods",
          "attacks",
          "ensembles",
          "datasets",
          "architectures",
          "reports",
          "suite-settings",
          "modularisations",
          "tables-settings");

  /** What is read of networks that are none of the architectures. */
  private static final Map<String, String> DOORS =
      new TreeMap<>(
          Map.of(
              Dl4jModel.DOOR,
              "any graph or chain of layers in a .zip of Deeplearning4j's ModelSerializer, of the"
                  + " layers that docs/deeplearning4j.md lists",
              OnnxNetwork.DOOR,
              "any graph in an .onnx file of opset 11 to 18, of the operators that docs/models.md"
                  + " lists"));

  @Parameter(
      description =
          "KIND: one of methods, attacks, ensembles, datasets, architectures, reports,"
              + " suite-settings, modularisations, tables-settings")
  private String kind;

  private final Set<ReuseMethod<?>> methods;
  private final Set<Attack<?>> attacks;
  private final Set<Ensemble> ensembles;
  private final Set<Architecture> architectures;
  private final DatasetFormats datasets;
  private final Set<ReportFormat> reports;

  @Inject
  ListCommand(
      Set<ReuseMethod<?>> methods,
      Set<Attack<?>> attacks,
      Set<Ensemble> ensembles,
      Set<Architecture> architectures,
      DatasetFormats datasets,
      Set<ReportFormat> reports) {
    this.methods = methods;
    this.attacks = attacks;
    this.ensembles = ensembles;
    this.architectures = architectures;
    this.datasets = datasets;
    this.reports = reports;
  }

  @Override
  public Manual manual() {
    return new Manual(
        "list",
        "KIND",
        "Lists what is installed, with settings, defaults and ranges",
        "list methods");
  }

  @Override
  public Outcome run(Terminal terminal) {
    if (kind == null || !KINDS.contains(kind)) {
      throw new UsageException(
          "'list' expects one of "
              + String.join(", ", KINDS)
              + ", got "
              + (kind == null ? "nothing" : "'" + kind + "'")
              + Names.nearest(kind == null ? "" : kind, KINDS)
                  .map(name -> "; did you mean '" + name + "'?")
                  .orElse(""));
    }
    return switch (kind) {
      case "methods" ->
          settled(
              methods.stream()
                  .sorted(Comparator.comparing(ReuseMethod::name))
                  .map(m -> new Entry(m.name(), m.description(), m.settings(), m.presets()))
                  .toList());
      case "attacks" ->
          settled(
              attacks.stream()
                  .sorted(Comparator.comparing(Attack::name))
                  .map(a -> new Entry(a.name(), a.description(), a.settings(), a.presets()))
                  .toList());
      case "ensembles" -> ensembles();
      case "datasets" -> datasets();
      case "architectures" -> architectures();
      case "reports" -> reports();
      case "modularisations" ->
          settled(
              Modularisation.known().stream()
                  .map(m -> new Entry(m.name(), m.description(), m.settings(), Map.of()))
                  .toList());
      case "tables-settings" -> settings(TablesFile.describe());
      default -> settings(SuiteFile.describe());
    };
  }

  /** What has settings. */
  private record Entry(
      String name,
      String description,
      Class<? extends Record> type,
      Map<String, Map<String, Object>> presets) {}

  private Outcome settled(List<Entry> entries) {
    List<Object> json = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (Entry entry : entries) {
      List<SettingDescription> settings = Settings.describe(entry.type());
      Map<String, Object> object = object(entry.name(), entry.description());
      object.put("settings", settings);
      object.put("presets", entry.presets());
      json.add(object);
      text.append(text.isEmpty() ? "" : "\n\n");
      text.append(entry.name()).append(": ").append(entry.description());
      settings.forEach(setting -> text.append("\n  ").append(line(setting)));
      new TreeMap<>(entry.presets())
          .forEach(
              (name, values) -> text.append("\n  preset ").append(name).append(' ').append(values));
    }
    return Outcome.ok(Map.of(kind, json), text.toString());
  }

  private static String line(SettingDescription setting) {
    String byDefault = setting.byDefault().isEmpty() ? "" : ", default " + setting.byDefault();
    String range = setting.range().isEmpty() ? "" : ", " + setting.range();
    return setting.name() + " (" + setting.type() + range + byDefault + "): " + setting.text();
  }

  private Outcome ensembles() {
    List<Object> json = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    ensembles.stream()
        .sorted(Comparator.comparing(Ensemble::name))
        .forEach(
            ensemble -> {
              Map<String, Object> object = object(ensemble.name(), ensemble.description());
              object.put("members", ensemble.members());
              json.add(object);
              text.append(text.isEmpty() ? "" : "\n\n");
              text.append(ensemble.name()).append(": ").append(ensemble.description());
              ensemble
                  .members()
                  .forEach(
                      member ->
                          text.append("\n  ")
                              .append(member.label())
                              .append(": ")
                              .append(member.attack())
                              .append(' ')
                              .append(new TreeMap<>(member.settings())));
            });
    return Outcome.ok(Map.of(kind, json), text.toString());
  }

  private Outcome datasets() {
    List<Object> json = new ArrayList<>();
    TextTable table =
        new TextTable("name", "classes", "train", "test", "what", "licence", "source");
    datasets
        .all()
        .forEach(
            format -> {
              DatasetFacts facts = format.facts();
              Map<String, Object> object = object(format.name(), facts.description());
              object.put("classes", facts.classes());
              object.put("train", facts.train());
              object.put("test", facts.test());
              object.put("licence", facts.licence());
              object.put("source", facts.source());
              json.add(object);
              table.row(
                  format.name(),
                  count(facts.classes()),
                  count(facts.train()),
                  count(facts.test()),
                  facts.description(),
                  facts.licence(),
                  facts.source());
            });
    return Outcome.ok(Map.of(kind, json), table.toString());
  }

  private static String count(int number) {
    return number == 0 ? "-" : Integer.toString(number);
  }

  private Outcome architectures() {
    List<Object> json = new ArrayList<>();
    TextTable table = new TextTable("name", "width", "smallest image", "what");
    architectures.stream()
        .sorted(Comparator.comparing(Architecture::name))
        .forEach(
            architecture -> {
              Map<String, Object> object = object(architecture.name(), architecture.description());
              object.put("publishedWidth", architecture.publishedWidth());
              object.put("smallestImage", architecture.smallestImage());
              json.add(object);
              table.row(
                  architecture.name(),
                  architecture.publishedWidth(),
                  architecture.smallestImage(),
                  architecture.description());
            });
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(kind, json);
    all.put("doors", DOORS);
    StringBuilder text = new StringBuilder(table.toString());
    text.append("\n\nFiles that lay their networks out themselves, without --architecture:");
    DOORS.forEach((name, what) -> text.append("\n  ").append(name).append(": ").append(what));
    return Outcome.ok(all, text.toString());
  }

  private Outcome reports() {
    List<Object> json = new ArrayList<>();
    TextTable table = new TextTable("name", "what");
    reports.stream()
        .sorted(Comparator.comparing(ReportFormat::name))
        .forEach(
            report -> {
              json.add(object(report.name(), report.description()));
              table.row(report.name(), report.description());
            });
    return Outcome.ok(Map.of(kind, json), table.toString());
  }

  private Outcome settings(List<SettingDescription> settings) {
    StringBuilder text = new StringBuilder();
    settings.forEach(setting -> text.append(text.isEmpty() ? "" : "\n").append(line(setting)));
    return Outcome.ok(Map.of(kind, settings), text.toString());
  }

  private static Map<String, Object> object(String name, String description) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", name);
    object.put("description", description);
    return object;
  }
}
