package org.heredity.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.heredity.api.HeredityPlugin;
import org.heredity.engine.plan.Node;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may know whom: the graph that a newcomer draws from the folders' names. */
class DependencyRuleTest {
  private static final List<String> PLUGINS =
      List.of(
          "org.heredity.attacks..",
          "org.heredity.baselines..",
          "org.heredity.datasets..",
          "org.heredity.reports..");

  private static final List<String> FRAMEWORK =
      List.of(
          "files",
          "layers",
          "checkpoint",
          "data",
          "engine",
          "api",
          "pipeline",
          "compact",
          "reengineering",
          "cli");

  private static JavaClasses all;

  @BeforeAll
  static void read() {
    all =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.heredity");
  }

  @Test
  void everyModuleIsSeen() {
    for (String name : PLUGINS) {
      assertFalse(all.that(resideInAPackage(name)).isEmpty(), name);
    }
  }

  @Test
  void theFrameworkKnowsNoPlugin() {
    noClasses()
        .that(
            resideOutsideOfPackage("org.heredity.cli..")
                .and(not(resideInAPackage("org.heredity.attacks..")))
                .and(not(resideInAPackage("org.heredity.baselines..")))
                .and(not(resideInAPackage("org.heredity.datasets..")))
                .and(not(resideInAPackage("org.heredity.reports.."))))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(PLUGINS.toArray(String[]::new))
        .check(all);
  }

  @Test
  void pluginsDoNotKnowEachOther() {
    for (String plugin : PLUGINS) {
      noClasses()
          .that()
          .resideInAPackage(plugin)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              PLUGINS.stream().filter(other -> !other.equals(plugin)).toArray(String[]::new))
          .check(all);
    }
  }

  @Test
  void nobodyKnowsTheCompositionRoot() {
    noClasses()
        .that(resideOutsideOfPackage("org.heredity.cli.."))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.heredity.cli..")
        .check(all);
  }

  /** Each of the framework's modules with those it may know, itself aside. */
  @Test
  void theFrameworksModulesLieInLayers() {
    mayKnow("files", List.of());
    mayKnow("checkpoint", List.of("files"));
    mayKnow("data", List.of("files"));
    mayKnow("layers", List.of());
    mayKnow("engine", List.of("files", "layers", "checkpoint", "data"));
    mayKnow("api", List.of("files", "checkpoint", "data", "engine"));
    mayKnow("pipeline", List.of("files", "checkpoint", "data", "engine", "api"));
    mayKnow("compact", List.of());
    mayKnow("reengineering", List.of("files", "checkpoint", "data", "engine", "api", "compact"));
  }

  private static void mayKnow(String module, List<String> others) {
    String[] forbidden =
        FRAMEWORK.stream()
            .filter(name -> !name.equals(module) && !others.contains(name))
            .map(name -> "org.heredity." + name + "..")
            .toArray(String[]::new);
    String own = "org.heredity." + module + "..";
    assertFalse(all.that(resideInAPackage(own)).isEmpty(), own);
    noClasses()
        .that()
        .resideInAPackage(own)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .check(all);
  }

  @Test
  void thePipelineIsKnownToTheCompositionRootAlone() {
    noClasses()
        .that(
            resideOutsideOfPackage("org.heredity.cli..")
                .and(resideOutsideOfPackage("org.heredity.pipeline.."))
                .and(resideOutsideOfPackage("org.heredity.reengineering..")))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.heredity.pipeline..", "org.heredity.reengineering..")
        .check(all);
  }

  /** What a third party builds against, {@code examples/plugin} as the builds before made it. */
  @Test
  void theExampleUsesWhatPluginsMayUse() {
    Path built = ExamplePluginTest.folder().resolve("classes");
    assumeTrue(Files.isDirectory(built), "made by 'mvn verify'");
    classes()
        .that()
        .resideInAPackage("com.example..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "com.example..",
            "org.heredity.api..",
            "org.heredity.engine..",
            "org.heredity.data..",
            "org.heredity.checkpoint..",
            "org.heredity.files..",
            "com.google.inject..",
            "org.nd4j..",
            "java..")
        .check(new ClassFileImporter().importPath(built));
  }

  @Test
  void guiceStaysAtTheEdges() {
    noClasses()
        .that(
            resideOutsideOfPackage("org.heredity.cli..")
                .and(not(nameMatching(".*Module(\\$.*)?")))
                .and(not(assignableTo(HeredityPlugin.class))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.google.inject..")
        .check(all);
  }

  @Test
  void pluginsAreModules() {
    classes()
        .that()
        .implement(HeredityPlugin.class)
        .should()
        .haveSimpleNameEndingWith("Module")
        .check(all);
  }

  /** Modules wire what is below and beside them, and nobody knows them. */
  @Test
  void packagesHaveNoCycles() {
    JavaClasses wired = all.that(not(nameMatching(".*Module(\\$.*)?")));
    slices().matching("org.heredity.(**)").should().beFreeOfCycles().check(wired);
  }

  /** A visitor has a method for each kind of node; a chain of {@code instanceof} forgets one. */
  @Test
  void kindsOfNodesAreToldApartByVisitors() {
    classes().should(tellNodesApartByVisitors()).check(all);
  }

  private static ArchCondition<JavaClass> tellNodesApartByVisitors() {
    return new ArchCondition<>("ask for no kind of node by instanceof") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        item.getInstanceofChecks().stream()
            .filter(check -> check.getRawType().isAssignableTo(Node.class))
            .map(check -> check.getSourceCodeLocation() + " asks for " + check.getRawType())
            .forEach(text -> events.add(SimpleConditionEvent.violated(item, text)));
      }
    };
  }

  @Test
  void nothingIsCalledUtil() {
    noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Helpers)").check(all);
  }
}
