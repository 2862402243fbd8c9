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

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.heredity.core.HeredityPlugin;
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

  @Test
  void theFrameworksModulesLieInLayers() {
    noClasses()
        .that()
        .resideInAnyPackage("org.heredity.checkpoint..", "org.heredity.data..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.heredity.engine..", "org.heredity.core..")
        .check(all);
    noClasses()
        .that()
        .resideInAPackage("org.heredity.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.heredity.core..")
        .check(all);
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

  @Test
  void nothingIsCalledUtil() {
    noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Helpers)").check(all);
  }
}
