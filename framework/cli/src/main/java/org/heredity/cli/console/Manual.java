package org.heredity.cli.console;

/**
 * What a command's help says beside its options.
 *
 * @param name such as {@code evaluate} or {@code datasets get}
 * @param arguments what follows the name, such as {@code SUITE.yaml [options]}
 * @param summary what it does, one sentence
 * @param example a command line that works, without the program's name
 */
public record Manual(String name, String arguments, String summary, String example) {}
