package dev.widgetorigin.origin.cli.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.widgetorigin.origin.TricklingServer;
import dev.widgetorigin.origin.cli.terminal.CommandFailure;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An origin, or what is in front of it, that begins an answer and does not end it. */
@Timeout(60)
final class ApiClientTest {
  @TempDir Path folder;

  @Test
  void get_answerThatTrickles_isGivenUp() {
    try (TricklingServer server = new TricklingServer()) {
      ApiClient api = new ApiClient(URI.create(server.url()), null, Duration.ofSeconds(1));
      assertThatThrownBy(() -> api.get("/widgets"))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("did not answer in time");
      assertThatThrownBy(() -> api.download("/-/npm/chat", folder.resolve("chat.tgz")))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("did not answer in time");
    }
  }
}
