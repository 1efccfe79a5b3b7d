package dev.widgetorigin.resolver;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.widgetorigin.resolver",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ResolverArchitectureTest {
  @ArchTest
  static final ArchRule USES_ONLY_THE_JDK =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "dev.widgetorigin.resolver");

  @ArchTest
  static final ArchRule IS_ONE_FLAT_PACKAGE =
      classes().should().resideInAPackage("dev.widgetorigin.resolver");

  @ArchTest
  static final ArchRule IS_PURE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.io", "java.nio..", "java.net..", "java.util.regex")
          .because("neither files nor clocks nor backtracking belong here")
          .allowEmptyShould(false);

  @ArchTest
  static final ArchRule READS_NO_CLOCK =
      noClasses()
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime");
}
