package org.heredity.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.heredity.api.config.Names;
import org.heredity.api.config.UsageException;

/**
 * A command line taken apart.
 *
 * @param global options that every command takes, with their values
 * @param command name of the command, such as {@code datasets get}; empty if none was given
 * @param rest the command's own options and arguments
 */
record Arguments(List<String> global, String command, List<String> rest) {

  /**
   * Takes a command line apart: {@code --name=value} becomes two, global options come first, two
   * words may be one command's name.
   *
   * @param globals by global option, whether a value follows
   * @param commands names of all commands
   * @throws UsageException if there is no such command; the message has the one that was meant
   */
  static Arguments of(
      List<String> line, Map<String, Boolean> globals, Collection<String> commands) {
    List<String> global = new ArrayList<>();
    List<String> rest = new ArrayList<>();
    List<String> tokens = split(line);
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      if (!globals.containsKey(token)) {
        rest.add(token);
        continue;
      }
      global.add(token);
      if (globals.get(token) && i + 1 < tokens.size()) {
        global.add(tokens.get(++i));
      }
    }
    if (rest.isEmpty()) {
      return new Arguments(global, "", rest);
    }
    for (int words = Math.min(2, rest.size()); words > 0; words--) {
      String name = String.join(" ", rest.subList(0, words));
      if (commands.contains(name)) {
        return new Arguments(global, name, List.copyOf(rest.subList(words, rest.size())));
      }
    }
    throw unknown(rest, globals.keySet(), commands);
  }

  /**
   * Refuses options that the command does not have.
   *
   * @param options the command's own, with whether a value follows
   * @param globals names of the global options
   */
  void check(Map<String, Boolean> options, Collection<String> globals) {
    for (int i = 0; i < rest.size(); i++) {
      String token = rest.get(i);
      if (options.containsKey(token)) {
        i += options.get(token) ? 1 : 0;
      } else if (token.startsWith("-") && !token.equals("-")) {
        List<String> known = new ArrayList<>(options.keySet());
        known.addAll(globals);
        throw new UsageException(
            "'"
                + command
                + "' has no option '"
                + token
                + "'; "
                + Names.nearest(token, known)
                    .map(name -> "did you mean '" + name + "'?")
                    .orElse("'heredity " + command + " --help' lists those it has"));
      }
    }
  }

  private static List<String> split(List<String> line) {
    List<String> tokens = new ArrayList<>();
    for (String token : line) {
      int equals = token.indexOf('=');
      if (token.startsWith("--") && equals > 2) {
        tokens.add(token.substring(0, equals));
        tokens.add(token.substring(equals + 1));
      } else {
        tokens.add(token);
      }
    }
    return tokens;
  }

  private static UsageException unknown(
      List<String> rest, Collection<String> globals, Collection<String> commands) {
    String first = rest.get(0);
    if (first.startsWith("-")) {
      return new UsageException(
          "there is no option '"
              + first
              + "' before a command; "
              + Names.nearest(first, globals)
                  .map(name -> "did you mean '" + name + "'?")
                  .orElse("name the command first, 'heredity --help' lists them"));
    }
    List<String> group = commands.stream().filter(name -> name.startsWith(first + " ")).toList();
    if (!group.isEmpty()) {
      return new UsageException("'" + first + "' needs one more word: " + String.join(", ", group));
    }
    String two = rest.size() > 1 ? first + " " + rest.get(1) : first;
    return new UsageException(
        "there is no command '"
            + first
            + "'; "
            + Names.nearest(first, commands)
                .or(() -> Names.nearest(two, commands))
                .map(name -> "did you mean '" + name + "'?")
                .orElse("'heredity --help' lists them"));
  }
}
