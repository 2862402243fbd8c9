package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Jars of plug-ins, compiled as a third party would do it. */
final class PluginJar {
  private PluginJar() {}

  /** The source of a module that is called {@code ThirdPartyModule}. */
  static String source(String resource) throws IOException {
    try (InputStream in = PluginJar.class.getResourceAsStream("/plugin/" + resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Makes {@code folder/plugins/name.jar}.
   *
   * @param name of the jar, which is the source's package
   */
  static void make(Path folder, String name, String source) throws IOException {
    Path work = Files.createDirectories(folder.resolve(name + "-work"));
    Path file = Files.writeString(work.resolve("ThirdPartyModule.java"), source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    boolean compiled =
        compiler
            .getTask(
                messages,
                null,
                null,
                List.of("-d", work.toString(), "-cp", System.getProperty("java.class.path")),
                null,
                compiler.getStandardFileManager(null, null, null).getJavaFileObjects(file.toFile()))
            .call();
    assertTrue(compiled, messages.toString());
    Files.createDirectories(folder.resolve("plugins"));
    try (OutputStream out =
            Files.newOutputStream(folder.resolve("plugins").resolve(name + ".jar"));
        JarOutputStream jar = new JarOutputStream(out)) {
      jar.putNextEntry(new JarEntry("META-INF/services/org.heredity.api.HeredityPlugin"));
      jar.write((name + ".ThirdPartyModule\n").getBytes(StandardCharsets.UTF_8));
      try (var classes = Files.list(work.resolve(name))) {
        for (Path one : classes.toList()) {
          jar.putNextEntry(new JarEntry(name + "/" + one.getFileName()));
          Files.copy(one, jar);
        }
      }
    }
  }
}
