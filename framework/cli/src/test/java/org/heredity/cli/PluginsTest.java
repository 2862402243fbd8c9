package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plug-in is compiled, put into a jar, and found: as a third party would do it. */
class PluginsTest {
  @TempDir Path folder;

  private static String source() throws IOException {
    return PluginJar.source("ThirdPartyModule.txt");
  }

  private void jar(String name, String source) throws IOException {
    PluginJar.make(folder, name, source);
  }

  @Test
  void aJarInAPluginFolderIsFound() throws IOException {
    jar("third", source());
    String plugins = folder.resolve("plugins").toString();
    CommandRun run = CommandRun.of("list", "reports", "--plugins", plugins);
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("third-party"), run.out());
    CommandRun byEnvironment =
        CommandRun.in(Map.of("HEREDITY_PLUGINS", plugins), "list", "reports");
    assertEquals(run.out(), byEnvironment.out());
    assertTrue(!CommandRun.of("list", "reports").out().contains("third-party"));
  }

  @Test
  @Tag("slow")
  void twoOfOneNameAreRefusedNamingBoth() throws IOException {
    jar("third", source());
    jar("fourth", source().replace("package third", "package fourth"));
    CommandRun run =
        CommandRun.of("list", "reports", "--plugins", folder.resolve("plugins").toString());
    assertEquals(2, run.code());
    assertTrue(
        run.err().contains("two report formats are called 'third-party'")
            && run.err().contains("third.ThirdPartyModule$Report")
            && run.err().contains("third.jar")
            && run.err().contains("fourth.ThirdPartyModule$Report")
            && run.err().contains("fourth.jar"),
        run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  @Test
  void aBrokenJarIsNamed() throws IOException {
    Files.createDirectories(folder.resolve("plugins"));
    try (OutputStream out = Files.newOutputStream(folder.resolve("plugins").resolve("broken.jar"));
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new JarEntry("META-INF/services/org.heredity.api.HeredityPlugin"));
      jar.write("third.Missing\n".getBytes(StandardCharsets.UTF_8));
    }
    CommandRun run =
        CommandRun.of("list", "reports", "--plugins", folder.resolve("plugins").toString());
    assertEquals(2, run.code());
    assertTrue(run.err().contains("third.Missing"), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  @Test
  void pluginsBesideTheLauncherAreLoaded() throws IOException {
    jar("third", source());
    assertEquals(List.of(folder.resolve("plugins")), Plugins.folders(List.of(), Map.of(), folder));
    assertEquals(List.of(), Plugins.folders(List.of(), Map.of(), folder.resolve("elsewhere")));
    assertEquals(
        "third.ThirdPartyModule",
        Plugins.load(Plugins.loader(List.of(folder.resolve("plugins")))).stream()
            .map(plugin -> plugin.getClass().getName())
            .filter(name -> name.startsWith("third."))
            .findFirst()
            .orElse("none"));
  }
}
