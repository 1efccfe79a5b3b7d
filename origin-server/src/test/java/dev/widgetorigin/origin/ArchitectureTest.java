package dev.widgetorigin.origin;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.widgetorigin.origin.cli.Entry;
import dev.widgetorigin.origin.web.Request;
import dev.widgetorigin.store.BlobStore;
import dev.widgetorigin.store.object.s3.BucketUrl;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

/** The edges between modules and packages that docs/architecture.md draws. */
@AnalyzeClasses(packages = "dev.widgetorigin", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String RESOLVER = "dev.widgetorigin.resolver..";
  private static final String STORE = "dev.widgetorigin.store..";
  private static final String ORIGIN = "dev.widgetorigin.origin..";

  @ArchTest
  static final ArchRule RESOLVER_IS_JDK_ONLY =
      classes()
          .that()
          .resideInAPackage(RESOLVER)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(RESOLVER, "java..");

  @ArchTest
  static final ArchRule STORE_KNOWS_NO_SERVER =
      noClasses()
          .that()
          .resideInAPackage(STORE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ORIGIN, "io.netty..");

  /** What is public in these is so for the other packages of the store. */
  @ArchTest
  static final ArchRule ORIGIN_KNOWS_NO_INNARDS_OF_THE_STORE =
      noClasses()
          .that()
          .resideInAPackage(ORIGIN)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.widgetorigin.store.log..",
              "dev.widgetorigin.store.catalog..",
              "dev.widgetorigin.store.blob..",
              "dev.widgetorigin.store.codec..");

  @ArchTest
  static final ArchRule NOTHING_IMPORTS_BENCH =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.widgetorigin.bench..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.widgetorigin.bench..");

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices()
          .matching("dev.widgetorigin.(**)")
          .should()
          .beFreeOfCycles()
          // The entry point has to be somewhere; it stands above the command line.
          .ignoreDependency(Main.class, Entry.class);

  /** A class stands for all that is nested in it. */
  private static final SliceAssignment FILES_OF_HTTP =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
          String name = type.getName();
          return name.startsWith("dev.widgetorigin.origin.http.")
              ? SliceIdentifier.of(name.replaceFirst("\\$.*", ""))
              : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
          return "files of http";
        }
      };

  @ArchTest
  static final ArchRule FILES_OF_HTTP_HAVE_NO_CYCLES =
      slices().assignedFrom(FILES_OF_HTTP).should().beFreeOfCycles();

  @ArchTest
  static final ArchRule PROTOCOLS_KNOW_NO_OTHER =
      slices().matching("dev.widgetorigin.origin.http.(h1|h2)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule PARTS_OF_DELIVERY_KNOW_NO_OTHER =
      slices()
          .matching("dev.widgetorigin.origin.delivery.(route|negotiate|body)..")
          .should()
          .notDependOnEachOther();

  /** What a request is answered with is decided before any content is read. */
  @ArchTest
  static final ArchRule ANSWERS_ARE_DECIDED_WITHOUT_READING =
      noClasses()
          .that()
          .resideInAPackage("dev.widgetorigin.origin.delivery.answer..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.widgetorigin.origin.delivery.body..",
              "dev.widgetorigin.origin.delivery.module..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(BlobStore.class);

  /** With a deadline and a guard for whatever is thrown there. */
  @ArchTest
  static final ArchRule DELIVERY_GOES_ON_IN_ANOTHER_THREAD_BY_DEFERRED_ONLY =
      noClasses()
          .that()
          .resideInAPackage("dev.widgetorigin.origin.delivery..")
          .should()
          .callMethodWhere(
              target(owner(assignableTo(Executor.class).or(assignableTo(CompletionStage.class))))
                  .and(target(nameMatching("execute|submit|invoke.*|schedule.*|.*Async"))))
          .orShould()
          .callConstructor(Thread.class, Runnable.class);

  @ArchTest
  static final ArchRule CHANNELS_ARE_TOUCHED_IN_HTTP_ONLY =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.widgetorigin.origin.http..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty.channel..");

  @ArchTest
  static final ArchRule WEB_IS_ONLY_VOCABULARY =
      classes()
          .that()
          .resideInAPackage("dev.widgetorigin.origin.web..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.widgetorigin.origin.web..",
              "dev.widgetorigin.origin.config..",
              "dev.widgetorigin.resolver..",
              "dev.widgetorigin.store..",
              "io.netty.buffer..",
              "org.slf4j..",
              "tools.jackson..",
              "java..");

  @ArchTest
  static final ArchRule CONFIG_KNOWS_NO_FEATURE =
      classes()
          .that()
          .resideInAPackage("dev.widgetorigin.origin.config..")
          .should()
          .onlyDependOnClassesThat(
              JavaClass.Predicates.resideInAnyPackage(
                      "dev.widgetorigin.origin.config..",
                      "dev.widgetorigin.resolver..",
                      "org.snakeyaml.engine..",
                      "java..")
                  .or(JavaClass.Predicates.equivalentTo(BucketUrl.class)))
          .because("only the form of a bucket's URL is the store's to say");

  @ArchTest
  static final ArchRule CONTROL_KNOWS_NO_FEATURE =
      classes()
          .that()
          .resideInAPackage("dev.widgetorigin.origin.control..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.widgetorigin.origin.control..",
              "dev.widgetorigin.origin.auth..",
              "dev.widgetorigin.origin.audit..",
              "dev.widgetorigin.origin.changes..",
              "dev.widgetorigin.origin.web..",
              "dev.widgetorigin.resolver..",
              "io.netty.buffer..",
              "org.slf4j..",
              "tools.jackson..",
              "java..");

  @ArchTest
  static final ArchRule FEATURES_DO_NOT_KNOW_EACH_OTHER =
      slices()
          .matching(
              "dev.widgetorigin.origin.(admin|console|npm|rollout|loader|purge|notify|stats)..")
          .should()
          .notDependOnEachOther();

  /** Behind a proxy all clients have the same peer: what is shared by it stops all of them. */
  @ArchTest
  static final ArchRule CLIENTS_ARE_TOLD_APART_BY_THEIR_OWN_ADDRESS =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.widgetorigin.origin.http..",
              "dev.widgetorigin.origin.web..",
              "dev.widgetorigin.origin.observe.logs..")
          .and()
          .areNotAssignableTo(Request.class)
          .should()
          .callMethod(Request.class, "peerAddress");

  @ArchTest
  static final ArchRule FEATURES_ARE_NOT_THE_COMMAND_LINE =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.widgetorigin.origin.cli..")
          .and(not(belongToAnyOf(Main.class)))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.widgetorigin.origin.cli..", "picocli..");

  /**
   * The demo in {@code run} publishes a bundle as {@code release} does, so that is not one of them.
   */
  @ArchTest
  static final ArchRule GROUPS_OF_COMMANDS_DO_NOT_KNOW_EACH_OTHER =
      slices()
          .matching("dev.widgetorigin.origin.cli.(release|recover|look)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_LINE_PRINTS =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.widgetorigin.origin.cli..", "dev.widgetorigin.bench..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule CLOCKS_ARE_INJECTED =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.widgetorigin.bench..")
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(LocalDate.class, "now");

  @ArchTest
  static final ArchRule SYSTEM_CLOCKS_ARE_CHOSEN_AT_THE_EDGE =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.widgetorigin.origin.cli..", "dev.widgetorigin.bench..")
          // Defaults of two builders, which every caller in this project replaces.
          .and()
          .doNotHaveFullyQualifiedName("dev.widgetorigin.store.StoreOptions")
          .and()
          .doNotHaveFullyQualifiedName("dev.widgetorigin.origin.http.listener.Listener$Builder")
          .should()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(InstantSource.class, "system");

  @ArchTest
  static final ArchRule RANDOMNESS_IS_INJECTED =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.widgetorigin.origin.cli..", "dev.widgetorigin.bench..")
          .should()
          .callConstructor(Random.class)
          .orShould()
          .callMethod(ThreadLocalRandom.class, "current")
          .orShould()
          .callMethod(Math.class, "random");
}
