package org.heredity.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher with a Java and a Maven that only tell what they were asked. */
class LauncherTest {
  private static final List<String> TOOLS =
      List.of(
          "sh",
          "sed",
          "head",
          "dirname",
          "readlink",
          "find",
          "cat",
          "ls",
          "mkdir",
          "touch",
          "rm",
          "mv",
          "sleep",
          "env");

  @TempDir Path folder;
  private Path home;
  private Path bin;
  private Path jdk;

  @BeforeEach
  void layOut() throws IOException {
    assumeTrue(File.separatorChar == '/', "the launcher is for POSIX systems");
    home = Files.createDirectories(folder.resolve("a folder"));
    bin = Files.createDirectories(folder.resolve("bin"));
    for (String tool : TOOLS) {
      Files.createSymbolicLink(bin.resolve(tool), find(tool));
    }
    for (String module : List.of("framework", "attacks", "baselines", "datasets", "reports")) {
      Files.createDirectories(home.resolve(module).resolve("src/main/java"));
    }
    Files.writeString(home.resolve("pom.xml"), "<project/>");
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("heredity"))) {
      root = root.getParent();
    }
    // Whatever Java the system has must not be found.
    script(
        home.resolve("heredity"),
        Files.readString(root.resolve("heredity"))
            .replace("/usr/lib/jvm", folder + "/none")
            .replace("/usr/libexec/java_home", folder + "/none/java_home"));
    jdk = java("17.0.9");
    script(
        bin.resolve("mvn"),
        "#!/bin/sh\necho \"mvn $*\" >>'"
            + folder
            + "/mvn.log'\nmkdir -p framework/cli/target/app/lib\n"
            + "touch framework/cli/target/app/lib/heredity-cli-1.jar framework/cli/target/app/built\n");
  }

  private static Path find(String tool) {
    for (String place : System.getenv("PATH").split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(place, tool))) {
        return Path.of(place, tool);
      }
    }
    return Path.of("/bin", tool);
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    assertTrue(file.toFile().setExecutable(true));
  }

  private Path java(String version) throws IOException {
    Path place = folder.resolve("jdk " + version);
    script(place.resolve("bin/java"), "#!/bin/sh\nfor a in \"$@\"; do echo \"[$a]\"; done\n");
    script(place.resolve("bin/javac"), "#!/bin/sh\n");
    Files.writeString(place.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return place;
  }

  private record Started(int code, String out, String err) {}

  private Started start(Path launcher, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder();
    builder.command().add(launcher.toString());
    builder.command().addAll(List.of(arguments));
    builder.directory(folder.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    builder.environment().putAll(environment);
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    return new Started(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private Started start(String... arguments) throws IOException, InterruptedException {
    return start(home.resolve("heredity"), Map.of("JAVA_HOME", jdk.toString()), arguments);
  }

  private long builds() throws IOException {
    Path log = folder.resolve("mvn.log");
    return Files.exists(log) ? Files.readAllLines(log).size() : 0;
  }

  @Test
  void passesArgumentsOnAsTheyAre() throws Exception {
    Started started = start("run", "my suite.yaml", "--set", "a=[1, 2]", "");
    assertEquals(0, started.code(), started.err());
    assertTrue(
        started
            .out()
            .endsWith("[org.heredity.cli.Main]\n[run]\n[my suite.yaml]\n[--set]\n[a=[1, 2]]\n[]\n"),
        started.out());
    assertTrue(
        started.out().contains("[" + home.toRealPath() + "/framework/cli/target/app/lib/*]"),
        started.out());
  }

  @Test
  void buildsOnceAndAgainWhereSourcesAreNewer() throws Exception {
    Started first = start();
    assertTrue(first.err().contains("building the application"), first.err());
    assertEquals(1, builds());
    assertEquals("", start().err());
    assertEquals(1, builds());
    Path source = Files.writeString(home.resolve("attacks/src/main/java/A.java"), "class A {}");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
    assertTrue(start().err().contains("newer sources"));
    assertEquals(2, builds());
    Files.createDirectories(home.resolve("attacks/src/test/java"));
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().minusSeconds(60)));
    Path test = Files.writeString(home.resolve("attacks/src/test/java/T.java"), "class T {}");
    Files.setLastModifiedTime(test, FileTime.from(Instant.now().plusSeconds(5)));
    start();
    assertEquals(2, builds());
  }

  @Test
  void whatMavenBuiltIsNotBuiltAgain() throws Exception {
    start();
    Path source = Files.writeString(home.resolve("attacks/src/main/java/A.java"), "class A {}");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
    Path stamp = home.resolve("framework/cli/target/app/built");
    Files.setLastModifiedTime(stamp, FileTime.from(Instant.now().plusSeconds(6)));
    assertEquals("", start().err());
    assertEquals(1, builds());
  }

  /** From before the compiler read them: what is saved while Maven runs is newer. */
  @Test
  void mavenNotesWhenItsBuildBegan() throws Exception {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("heredity"))) {
      root = root.getParent();
    }
    String pom = Files.readString(root.resolve("framework/cli/pom.xml"));
    assertTrue(
        pom.contains("<touch file=\"${project.build.directory}/app/built\""),
        "no stamp is written");
    assertTrue(pom.contains("datetime=\"${maven.build.timestamp}\""), "not the build's start");
  }

  /** A Java that tells its locale, and a {@code locale} that knows those that are installed. */
  private Started startWhere(String installed, Map<String, String> locale) throws Exception {
    script(jdk.resolve("bin/java"), "#!/bin/sh\necho \"<${LC_ALL:-}>\"\n");
    script(
        bin.resolve("locale"),
        """
        #!/bin/sh
        case $1 in
          -a) printf '%b' 'INSTALLED' ;;
          *) case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
            *.UTF-8 | *.utf8) echo UTF-8 ;;
            *) echo ANSI_X3.4-1968 ;;
          esac ;;
        esac
        """
            .replace("INSTALLED", installed));
    Map<String, String> environment = new HashMap<>(locale);
    environment.put("JAVA_HOME", jdk.toString());
    start(home.resolve("heredity"), environment); // builds
    return start(home.resolve("heredity"), environment);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          LC_ALL, C,           C\\nC.utf8\\nPOSIX\\n,             <C.utf8>
          LC_ALL, POSIX,       C\\nC.UTF-8\\nPOSIX\\n,            <C.UTF-8>
          LANG,   -,           C\\nde_DE.utf8\\nen_US.utf8\\n,    <en_US.utf8>
          LC_ALL, de_DE,       C\\nde_DE\\nde_DE.utf8\\n,         <de_DE.utf8>
          LC_ALL, it_IT.UTF-8, C\\nC.UTF-8\\nit_IT.UTF-8\\n,      <it_IT.UTF-8>
          LANG,   it_IT.UTF-8, C\\nC.UTF-8\\nit_IT.UTF-8\\n,      <>
          """)
  void theLocaleIsOneOfUtf8(String variable, String value, String installed, String expected)
      throws Exception {
    Started started = startWhere(installed, value == null ? Map.of() : Map.of(variable, value));
    assertEquals(expected, started.out().strip());
    assertEquals("", started.err());
  }

  @Test
  void noLocaleOfUtf8IsToldInOneLine() throws Exception {
    Started started = startWhere("C\\nPOSIX\\nde_DE.iso88591\\n", Map.of("LC_ALL", "C"));
    assertEquals(0, started.code());
    assertEquals("<C>", started.out().strip());
    assertEquals(
        "heredity: no UTF-8 locale is installed, such as C.UTF-8; files with names beyond ASCII"
            + " cannot be opened",
        started.err().strip());
  }

  @Test
  @Tag("slow")
  void twoAtOnceBuildOnce() throws Exception {
    script(
        bin.resolve("mvn"),
        Files.readString(bin.resolve("mvn")).replace("mkdir -p", "sleep 1\nmkdir -p"));
    ProcessBuilder first = new ProcessBuilder(home.resolve("heredity").toString());
    first.environment().clear();
    first.environment().putAll(Map.of("PATH", bin.toString(), "JAVA_HOME", jdk.toString()));
    Process running =
        first.redirectErrorStream(true).redirectOutput(folder.resolve("o").toFile()).start();
    Started second = start();
    assertTrue(running.waitFor(30, TimeUnit.SECONDS));
    assertEquals(0, running.exitValue());
    assertEquals(0, second.code(), second.err());
    assertEquals(1, builds());
  }

  @Test
  void aDistributionNeedsNeitherMavenNorSources() throws Exception {
    Path unpacked = Files.createDirectories(folder.resolve("heredity-1.0"));
    Files.createDirectories(unpacked.resolve("lib"));
    script(unpacked.resolve("heredity"), Files.readString(home.resolve("heredity")));
    Files.delete(bin.resolve("mvn"));
    Files.delete(jdk.resolve("bin/javac"));
    Started started =
        start(unpacked.resolve("heredity"), Map.of("JAVA_HOME", jdk.toString()), "--version");
    assertEquals(0, started.code(), started.err());
    assertEquals("", started.err());
    assertTrue(started.out().contains("[" + unpacked.toRealPath() + "/lib/*]"), started.out());
    assertTrue(
        started.out().contains("[-Dheredity.home=" + unpacked.toRealPath() + "]"), started.out());
  }

  @Test
  void worksThroughASymbolicLink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a folder/heredity"));
    Path second = Files.createSymbolicLink(bin.resolve("hh"), link);
    Started started = start(second, Map.of("JAVA_HOME", jdk.toString()), "--version");
    assertEquals(0, started.code(), started.err());
    assertTrue(
        started.out().contains("[-Dheredity.home=" + home.toRealPath() + "]"), started.out());
  }

  @Test
  void memoryAndThreadsCanBeSet() throws Exception {
    Started started =
        start(
            home.resolve("heredity"),
            Map.of("JAVA_HOME", jdk.toString(), "HEREDITY_HEAP", "3g", "HEREDITY_NATIVE", "5g"));
    assertTrue(started.out().contains("[-Xmx3g]"), started.out());
    assertTrue(started.out().contains("[-XX:MaxNewSize=256m]"), started.out());
    assertTrue(started.out().contains("[-Dorg.bytedeco.javacpp.maxbytes=5g]"), started.out());
    Started small =
        start(
            home.resolve("heredity"), Map.of("JAVA_HOME", jdk.toString(), "HEREDITY_HEAP", "200m"));
    assertFalse(small.out().contains("MaxNewSize"), small.out());
  }

  /** Java warns of an incubator's module; only what runs compact models is worth that. */
  @Test
  void vectorInstructionsAreAddedWhereTheyAreUsed() throws Exception {
    Path launcher = home.resolve("heredity");
    Map<String, String> environment = Map.of("JAVA_HOME", jdk.toString());
    String added = "[--add-modules=jdk.incubator.vector]";
    assertFalse(start(launcher, environment, "reengineer").out().contains(added));
    Files.writeString(
        jdk.resolve("release"),
        "MODULES=\"java.base jdk.incubator.vector\"\n",
        StandardOpenOption.APPEND);
    assertTrue(start(launcher, environment, "reengineer").out().contains(added));
    assertFalse(start(launcher, environment, "run").out().contains(added));
  }

  @Test
  void anOldJavaIsToldInOneLine() throws Exception {
    for (String version : List.of("11.0.2", "1.8.0_392")) {
      Path old = java(version);
      Started started = start(home.resolve("heredity"), Map.of("JAVA_HOME", old.toString()));
      assertEquals(1, started.code());
      assertTrue(
          started.err().startsWith("heredity: needs JDK 17 or newer, found only Java"),
          started.err());
      assertTrue(started.err().contains(old.toString()), started.err());
      assertEquals(1, started.err().lines().count(), started.err());
    }
  }

  @Test
  void noJavaIsToldInOneLine() throws Exception {
    Started started = start(home.resolve("heredity"), Map.of());
    assertEquals(1, started.code());
    assertEquals(
        "heredity: needs JDK 17 or newer, found no Java; install one, or set JAVA_HOME to it",
        started.err().strip());
  }

  @Test
  void noMavenIsToldInOneLine() throws Exception {
    Files.delete(bin.resolve("mvn"));
    Started started = start();
    assertEquals(1, started.code());
    assertEquals(
        "heredity: needs Maven 3.8 or newer to build itself, found no 'mvn'; install it",
        started.err().strip());
  }

  @Test
  void aFailedBuildIsToldAndTriedAgain() throws Exception {
    script(bin.resolve("mvn"), "#!/bin/sh\necho 'ERROR in A.java'\nexit 1\n");
    for (int i = 0; i < 2; i++) {
      Started started = start();
      assertEquals(1, started.code());
      assertTrue(started.err().contains("ERROR in A.java"), started.err());
      assertTrue(started.err().contains("the build failed"), started.err());
      assertEquals("", started.out());
    }
  }
}
