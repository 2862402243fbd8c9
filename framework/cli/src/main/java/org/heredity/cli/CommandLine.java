package org.heredity.cli;

import com.beust.jcommander.JCommander;
import com.beust.jcommander.ParameterException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.Stage;
import com.google.inject.TypeLiteral;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.heredity.api.config.UsageException;
import org.heredity.cli.console.Command;
import org.heredity.cli.console.ErrorLog;
import org.heredity.cli.console.ExitCode;
import org.heredity.cli.console.Outcome;
import org.heredity.cli.console.Terminal;

/** Runs one command line, from the arguments to the exit code. */
final class CommandLine {
  private final Surroundings surroundings;
  private final ErrorLog log = new ErrorLog(Version.current());

  /**
   * What a process has around it.
   *
   * @param out standard output, for results alone
   * @param err standard error
   * @param environment variables
   * @param home the application's folder, or null
   * @param interactive whether standard error is a terminal
   * @param columns its width
   */
  record Surroundings(
      PrintStream out,
      PrintStream err,
      Map<String, String> environment,
      Path home,
      boolean interactive,
      int columns) {}

  CommandLine(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Runs, and tells the exit code; never throws. */
  int run(List<String> line) {
    boolean json = line.contains("--json");
    try {
      return execute(line).number();
    } catch (Exception | LinkageError | OutOfMemoryError | StackOverflowError e) {
      Failure failure = Failure.of(e, log);
      surroundings.err().println("heredity: " + failure.message());
      if (line.contains("--debug")) {
        e.printStackTrace(surroundings.err());
      }
      if (json) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("error", failure.message());
        object.put("exitCode", failure.code().number());
        surroundings.out().println(JsonOutput.line(object));
      }
      return failure.code().number();
    }
  }

  private ExitCode execute(List<String> line) throws IOException {
    GlobalOptions options = new GlobalOptions();
    JCommander globals = JCommander.newBuilder().addObject(options).build();
    globals.parseWithoutValidation(); // only now does it know its options
    Map<String, Boolean> known = Options.valued(globals);
    List<Path> folders =
        Plugins.folders(pluginFolders(line), surroundings.environment(), surroundings.home());
    Map<String, Command> commands = commands(folders);
    Arguments arguments = Arguments.of(line, known, commands.keySet());
    globals.parse(arguments.global().toArray(String[]::new));
    if (options.version) {
      surroundings.out().println("Heredity " + Version.current());
      return ExitCode.OK;
    }
    if (arguments.command().isEmpty()) {
      String page = HelpPage.program(commands.values(), globals);
      (options.help ? surroundings.out() : surroundings.err()).println(page);
      return options.help ? ExitCode.OK : ExitCode.USAGE;
    }
    Command command = commands.get(arguments.command());
    JCommander parser = JCommander.newBuilder().addObject(command).build();
    parser.parseWithoutValidation();
    if (options.help) {
      surroundings.out().println(HelpPage.command(command.manual(), parser, globals));
      return ExitCode.OK;
    }
    arguments.check(Options.valued(parser), known.keySet());
    parse(parser, arguments);
    Options.requireNumbers(parser);
    Terminal terminal = terminal(options, line);
    Accelerator.check(terminal::warn);
    return finish(command.run(terminal), options);
  }

  private ExitCode finish(Outcome outcome, GlobalOptions options) {
    if (options.json) {
      surroundings.out().println(JsonOutput.line(outcome.json()));
    } else if (!outcome.text().isEmpty()) {
      surroundings.out().println(outcome.text());
    }
    surroundings.out().flush();
    return outcome.code();
  }

  private Terminal terminal(GlobalOptions options, List<String> line) {
    Terminal.Style style =
        new Terminal.Style(
            options.quiet,
            surroundings.interactive() && !options.debug,
            surroundings.columns(),
            options.debug);
    return new Terminal(surroundings.err(), style, System::nanoTime, line, log);
  }

  private static Map<String, Command> commands(List<Path> pluginFolders) {
    List<Module> modules = new ArrayList<>();
    modules.add(new ContractsModule());
    modules.add(new CommandsModule());
    modules.addAll(Plugins.load(Plugins.loader(pluginFolders)));
    Injector injector = Guice.createInjector(Stage.DEVELOPMENT, modules);
    injector.getInstance(UniqueNames.class);
    Set<Command> all = injector.getInstance(Key.get(new TypeLiteral<Set<Command>>() {}));
    Map<String, Command> commands = new LinkedHashMap<>();
    all.forEach(command -> commands.put(command.manual().name(), command));
    return commands;
  }

  private static void parse(JCommander parser, Arguments arguments) {
    try {
      parser.parse(arguments.rest().toArray(String[]::new));
    } catch (ParameterException e) {
      String message = String.valueOf(e.getMessage());
      if (message.startsWith("Was passed main parameter")
          || message.startsWith("Only one main parameter allowed")) {
        message = "unexpected argument in '" + String.join(" ", arguments.rest()) + "'";
      } else if (message.startsWith("Expected a value after parameter ")) {
        String option = message.substring("Expected a value after parameter ".length());
        message = "option '" + option + "' needs a value";
      }
      throw new UsageException(message + "; see 'heredity " + arguments.command() + " --help'", e);
    }
  }

  /** Read before all else: what the folders bring may be commands' names and options. */
  private static List<Path> pluginFolders(List<String> line) {
    List<Path> folders = new ArrayList<>();
    for (int i = 0; i < line.size(); i++) {
      if (line.get(i).startsWith("--plugins=")) {
        folders.add(Path.of(line.get(i).substring("--plugins=".length())));
      } else if (line.get(i).equals("--plugins") && i + 1 < line.size()) {
        folders.add(Path.of(line.get(i + 1)));
      }
    }
    return folders;
  }
}
