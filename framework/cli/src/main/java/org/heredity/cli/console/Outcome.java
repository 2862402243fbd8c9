package org.heredity.cli.console;

/**
 * What a command found.
 *
 * @param code what the process ends with
 * @param json the result for machines: maps, lists, strings, numbers, records or a Jackson tree;
 *     becomes one JSON object
 * @param text the result for people, without a last line feed; empty if there is nothing to say
 */
public record Outcome(ExitCode code, Object json, String text) {
  /** A success. */
  public static Outcome ok(Object json, String text) {
    return new Outcome(ExitCode.OK, json, text);
  }
}
