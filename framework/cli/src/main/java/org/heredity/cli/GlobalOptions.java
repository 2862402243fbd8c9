package org.heredity.cli;

import com.beust.jcommander.Parameter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Options that every command takes, before or after its name. */
final class GlobalOptions {
  @Parameter(
      names = {"--help", "-h"},
      help = true,
      description = "Show help, also of a command")
  boolean help;

  @Parameter(names = "--version", help = true, description = "Show the version")
  boolean version;

  @Parameter(
      names = "--json",
      description = "Print the result as one JSON object; all else goes to standard error")
  boolean json;

  @Parameter(
      names = {"--quiet", "-q"},
      description = "Show no progress")
  boolean quiet;

  @Parameter(names = "--debug", description = "Log more, and show stack traces")
  boolean debug;

  @Parameter(
      names = "--plugins",
      description = "Folder of plug-in jars; may be repeated (also HEREDITY_PLUGINS)")
  List<Path> plugins = new ArrayList<>();
}
