package dev.widgetorigin.store;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;

@AnalyzeClasses(packages = "dev.widgetorigin", importOptions = ImportOption.DoNotIncludeTests.class)
class StoreArchitectureTest {
  private static final String STORE = "dev.widgetorigin.store";
  private static final String MANIFEST = "dev.widgetorigin.store.manifest";
  private static final String WIDGET = "dev.widgetorigin.store.widget";
  private static final String HEALTH = "dev.widgetorigin.store.health";
  private static final String INGEST = "dev.widgetorigin.store.ingest..";
  private static final String SCRIPT = "dev.widgetorigin.store.script";
  private static final String SIGNING = "dev.widgetorigin.store.signing";
  private static final String ORIGIN = "dev.widgetorigin.origin..";

  @ArchTest
  static final ArchRule store_importsNeitherIngestNorOrigin =
      noClasses()
          .that()
          .resideInAPackage("dev.widgetorigin.store..")
          .and()
          .resideOutsideOfPackages(INGEST)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(INGEST, ORIGIN);

  @ArchTest
  static final ArchRule ingest_knowsOnlyTheFaceOfTheStore =
      noClasses()
          .that()
          .resideInAPackage(INGEST)
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.widgetorigin.store..")
                  .and(not(resideInAnyPackage(STORE, MANIFEST, WIDGET, INGEST, SCRIPT, SIGNING))));

  /** Each layer knows those before it. */
  @ArchTest
  static final ArchRule layers_knowThoseBelow =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("object")
          .definedBy("dev.widgetorigin.store.object")
          .layer("face")
          .definedBy(STORE, MANIFEST, WIDGET, HEALTH)
          .layer("layout")
          .definedBy("dev.widgetorigin.store.layout")
          .layer("json")
          .definedBy("dev.widgetorigin.store.json")
          .layer("codec")
          .definedBy("dev.widgetorigin.store.codec")
          .layer("log")
          .definedBy("dev.widgetorigin.store.log")
          .layer("catalog")
          .definedBy("dev.widgetorigin.store.catalog")
          .layer("blob")
          .definedBy("dev.widgetorigin.store.blob")
          .layer("folder")
          .definedBy("dev.widgetorigin.store.node")
          .layer("upkeep")
          .definedBy("dev.widgetorigin.store.upkeep")
          .whereLayer("object")
          .mayNotAccessAnyLayer()
          .whereLayer("face")
          .mayOnlyAccessLayers("object")
          .whereLayer("layout")
          .mayOnlyAccessLayers("object", "face")
          .whereLayer("json")
          .mayOnlyAccessLayers("object", "face")
          .whereLayer("codec")
          .mayOnlyAccessLayers("object", "face", "json")
          .whereLayer("log")
          .mayOnlyAccessLayers("object", "face", "layout", "json", "codec")
          .whereLayer("catalog")
          .mayOnlyAccessLayers("object", "face", "layout", "json", "codec", "log")
          .whereLayer("blob")
          .mayOnlyAccessLayers("object", "face", "layout", "json", "codec", "log")
          .whereLayer("folder")
          .mayOnlyBeAccessedByLayers("upkeep");

  @ArchTest
  static final ArchRule backend_importsNothingOfOurs =
      noClasses()
          .that()
          .resideInAPackage("dev.widgetorigin.store.object..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.widgetorigin..")
                  .and(not(resideInAPackage("dev.widgetorigin.store.object.."))));

  /** So that nothing of it is loaded where the store is a folder. */
  @ArchTest
  static final ArchRule awsSdk_isUsedInOnePackage =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.widgetorigin.store.object.s3")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("software.amazon..");

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
