package org.heredity.cli.console;

import java.io.IOException;

/**
 * A subcommand: its options are fields with JCommander's annotations, which are set before it runs.
 * Made anew for every run; one small class each.
 */
public interface Command {
  /** What its help says. */
  Manual manual();

  /**
   * Does it.
   *
   * @param terminal where to say what is going on; the result is returned, not printed
   */
  Outcome run(Terminal terminal) throws IOException;
}
