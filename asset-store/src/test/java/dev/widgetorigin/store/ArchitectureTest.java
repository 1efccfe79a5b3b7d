package dev.widgetorigin.store;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;

@AnalyzeClasses(packages = "dev.widgetorigin", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule store_importsNeitherIngestNorOrigin =
      noClasses()
          .that()
          .resideInAPackage("dev.widgetorigin.store")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.widgetorigin.store.ingest..", "dev.widgetorigin.origin..");

  @ArchTest
  static final ArchRule backend_importsNothingOfOurs =
      noClasses()
          .that()
          .resideInAPackage("dev.widgetorigin.store.object..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.widgetorigin.store",
              "dev.widgetorigin.store.ingest..",
              "dev.widgetorigin.resolver..",
              "dev.widgetorigin.origin..");

  @ArchTest
  static final ArchRule packages_haveNoCycles =
      slices().matching("dev.widgetorigin.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule time_isInjected =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callConstructor(Random.class);

  @ArchTest
  static final ArchRule console_isLeftAlone =
      noClasses()
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");
}
