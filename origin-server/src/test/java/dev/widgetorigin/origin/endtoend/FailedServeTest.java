package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.widgetorigin.origin.TestOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A {@code serve} that cannot start says why in one message, without traces around it. */
class FailedServeTest {
  /** What is wrong, and what the message says of it. */
  enum Sick {
    NEWEST_LOG_OBJECT("is damaged", "verify --repair-from BACKUP") {
      @Override
      void harm(Path store) throws IOException {
        Files.writeString(newest(store.resolve("log")), "half a ");
      }
    },
    EARLIER_LOG_OBJECT("is damaged", "'widget-origin verify'") {
      @Override
      void harm(Path store) throws IOException {
        Path newest = newest(store.resolve("log"));
        Path before = store.resolve("log").resolve("%020d.json".formatted(number(newest) - 1));
        Files.writeString(before, "half a ");
      }
    },
    FORMAT("store", "format") {
      @Override
      void harm(Path store) throws IOException {
        Files.writeString(store.resolve("format.json"), "{\"format\":99}");
      }
    },
    AUDIT_LOG("the audit log in the store folder cannot be opened", ": ") {
      @Override
      void harm(Path store) throws IOException {
        Path log = auditLog(store);
        Files.delete(log);
        Files.createDirectory(log);
      }
    };

    private final String problem;
    private final String remedy;

    Sick(String problem, String remedy) {
      this.problem = problem;
      this.remedy = remedy;
    }

    abstract void harm(Path store) throws IOException;

    static Path newest(Path folder) throws IOException {
      try (Stream<Path> files = Files.list(folder)) {
        return files.max(Comparator.naturalOrder()).orElseThrow();
      }
    }

    static long number(Path object) {
      return Long.parseLong(object.getFileName().toString().replace(".json", ""));
    }

    static Path auditLog(Path store) throws IOException {
      try (Stream<Path> files = Files.list(store)) {
        return files
            .filter(file -> file.getFileName().toString().matches("audit-.*(?<!\\.head)"))
            .findFirst()
            .orElseThrow();
      }
    }
  }

  @TempDir Path folder;

  private Path store() {
    Path store = folder.resolve("store");
    try (TestOrigin origin = TestOrigin.start(store, Map.of())) {
      for (int i = 0; i < 3; i++) {
        byte[] bundle = TestOrigin.zip(Map.of("chat.js", "let version = " + i));
        assertThat(origin.call("PUT", "/widgets/chat/versions/1.0." + i, bundle).statusCode())
            .isEqualTo(201);
      }
    }
    return store;
  }

  private String started(Path store, Map<String, String> environment) {
    Throwable failed = catchThrowable(() -> OriginProcess.start(store, environment).close());
    assertThat(failed).isInstanceOf(IllegalStateException.class);
    try {
      return Files.readString(folder.resolve("store.out"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @EnumSource(Sick.class)
  void serve_sickStore_saysSoInOneMessage(Sick sick) throws IOException {
    Path store = store();
    sick.harm(store);

    String said = started(store, Map.of());
    assertThat(said).startsWith("widget-origin: ").contains(sick.problem, sick.remedy);
    assertThat(said.lines()).as(said).hasSize(1);
  }

  /** For who wants to know more. */
  @Test
  void serve_sickStoreAtLevelDebug_hasTheTraceToo() throws IOException {
    Path store = store();
    Sick.NEWEST_LOG_OBJECT.harm(store);

    String said = started(store, Map.of("WIDGET_ORIGIN_LOGS_LEVEL", "debug"));
    assertThat(said)
        .contains("\tat dev.widgetorigin.store.")
        .contains(Sick.NEWEST_LOG_OBJECT.problem);
  }
}
