package org.heredity.cluster;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Whom this module may know; nobody can know it, for the application may be without. */
class ClusterRuleTest {
  private final JavaClasses own =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.heredity.cluster");

  @Test
  void itKnowsTheContractAlone() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "org.heredity.cluster..",
            "org.heredity.pipeline.crew..",
            "org.heredity.pipeline.cache..",
            "org.heredity.api.config..",
            "org.heredity.files..",
            "org.apache.spark..",
            "org.apache.hadoop..",
            "scala..",
            "java..")
        .check(own);
  }

  /** They are all that executors have of Heredity. */
  @Test
  void whatRunsOnExecutorsNeedsNoMoreThanTheyHave() {
    classes()
        .that()
        .haveSimpleNameStartingWith("Stage")
        .or()
        .haveSimpleName("HadoopDepot")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "org.heredity.cluster..",
            "org.heredity.pipeline.crew..",
            "org.heredity.pipeline.cache..",
            "org.heredity.files..",
            "org.apache.spark..",
            "org.apache.hadoop..",
            "java..")
        .check(own);
  }
}
