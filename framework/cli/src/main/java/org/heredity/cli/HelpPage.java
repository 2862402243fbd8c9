package org.heredity.cli;

import com.beust.jcommander.JCommander;
import com.beust.jcommander.ParameterDescription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.heredity.cli.console.Command;
import org.heredity.cli.console.ExitCode;
import org.heredity.cli.console.Manual;

/** The texts of {@code --help}. */
final class HelpPage {
  private static final int WIDTH = 100;

  private HelpPage() {}

  /** Of the program. */
  static String program(Collection<Command> commands, JCommander globals) {
    StringBuilder page = new StringBuilder();
    page.append("Heredity measures which defects a model inherits by transfer learning.\n\n");
    page.append("Usage: heredity COMMAND [options]\n\nCommands:\n");
    table(
        page,
        commands.stream()
            .map(Command::manual)
            .map(manual -> List.of(manual.name(), manual.summary()))
            .toList());
    page.append("\nOptions of every command:\n");
    table(page, options(globals.getParameters()));
    page.append("\nExit codes:\n");
    List<List<String>> codes = new ArrayList<>();
    for (ExitCode code : ExitCode.values()) {
      codes.add(List.of(Integer.toString(code.number()), code.meaning()));
    }
    table(page, codes);
    page.append("\nExample: heredity quickstart\n");
    page.append("Help of a command: heredity COMMAND --help");
    return page.toString();
  }

  /** Of a command. */
  static String command(Manual manual, JCommander command, JCommander globals) {
    StringBuilder page = new StringBuilder();
    wrap(page, manual.summary() + ".", 0);
    page.append('\n');
    String usage = "Usage: heredity " + manual.name();
    wrap(page, (usage + " " + manual.arguments()).stripTrailing(), usage.length() + 1);
    ParameterDescription main = command.getMainParameterValue();
    if (main != null) {
      page.append('\n');
      wrap(page, "  " + main.getDescription(), 2);
    }
    List<List<String>> own = options(command.getParameters());
    if (!own.isEmpty()) {
      page.append("\nOptions:\n");
      table(page, own);
    }
    page.append("\nOptions of every command:\n");
    table(page, options(globals.getParameters()));
    page.append("\nExample:\n  heredity ").append(manual.example());
    return page.toString();
  }

  private static List<List<String>> options(List<ParameterDescription> parameters) {
    return parameters.stream()
        .filter(parameter -> !parameter.getParameter().hidden())
        .sorted(Comparator.comparing(ParameterDescription::getLongestName))
        .map(parameter -> List.of(names(parameter), text(parameter)))
        .toList();
  }

  private static String names(ParameterDescription parameter) {
    boolean flag = Options.flag(parameter);
    return parameter.getNames() + (flag ? "" : " " + Options.placeholder(parameter));
  }

  private static String text(ParameterDescription parameter) {
    Object byDefault = parameter.getDefault();
    String said = byDefault == null ? "" : byDefault.toString();
    boolean worthSaying =
        !Options.flag(parameter) && !said.isEmpty() && !said.equals("[]") && !said.equals("null");
    return parameter.getDescription()
        + (parameter.getParameter().required() ? " (required)" : "")
        + (worthSaying ? " (default " + said + ")" : "");
  }

  private static void table(StringBuilder page, List<List<String>> rows) {
    int width = rows.stream().mapToInt(row -> row.get(0).length()).max().orElse(0);
    for (List<String> row : rows) {
      String head = "  " + row.get(0) + " ".repeat(width - row.get(0).length() + 2);
      wrap(page, head + row.get(1), head.length());
    }
  }

  private static void wrap(StringBuilder page, String text, int indent) {
    StringBuilder line = new StringBuilder();
    boolean fresh = true;
    for (String word : text.split("(?<=\\S) ")) {
      if (!fresh && line.length() + 1 + word.length() > WIDTH) {
        page.append(line.toString().stripTrailing()).append('\n');
        line = new StringBuilder(" ".repeat(indent));
        fresh = true;
      }
      line.append(fresh ? "" : " ").append(word);
      fresh = false;
    }
    page.append(line.toString().stripTrailing()).append('\n');
  }
}
