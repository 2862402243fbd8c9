package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.heredity.cli.console.ExitCode;
import org.junit.jupiter.api.Test;

/** What is written about the program is what it does. */
class DocumentationTest {
  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("heredity"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  @Test
  void exitCodesAreDocumented() throws IOException {
    for (String file : new String[] {"README.md", "docs/exit-codes.md"}) {
      String text = Files.readString(root().resolve(file));
      for (ExitCode code : ExitCode.values()) {
        assertTrue(
            text.contains("| " + code.number() + " | " + code.meaning() + " |"),
            file + " lacks " + code.number() + ": " + code.meaning());
      }
    }
  }

  @Test
  void everyCommandIsInTheReadme() throws IOException {
    String text = Files.readString(root().resolve("README.md"));
    CommandRun.of("--help")
        .out()
        .lines()
        .dropWhile(line -> !line.equals("Commands:"))
        .skip(1)
        .takeWhile(line -> !line.isEmpty())
        .filter(line -> line.startsWith("  ") && !line.startsWith("   "))
        .map(line -> line.strip().split("  +")[0])
        .forEach(command -> assertTrue(text.contains("| `" + command), command));
  }
}
