package dev.widgetorigin.origin.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.widgetorigin.origin.TricklingServer;
import dev.widgetorigin.origin.cli.client.ProxyRules;
import dev.widgetorigin.origin.purge.provider.RecordingServer;
import dev.widgetorigin.resolver.Version;
import dev.widgetorigin.resolver.WidgetName;
import dev.widgetorigin.store.manifest.Digest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a peer sends is waited for as long as it may take, and no longer. */
final class PeerRepairSourceTest {
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);
  private static final Digest DIGEST = Digest.sha256(CONTENT);

  @TempDir Path folder;

  @Test
  void blobAndManifest_ofAPeerThatHasThem_areTaken() throws Exception {
    try (RecordingServer peer = RecordingServer.answering(200, "content");
        PeerRepairSource source = new PeerRepairSource(URI.create(peer.url()), ProxyRules.NONE)) {
      Path file = folder.resolve("blob");
      assertThat(source.blob(DIGEST, CONTENT.length, file)).isTrue();
      assertThat(Files.readAllBytes(file)).isEqualTo(CONTENT);
      assertThat(source.manifest(WidgetName.parse("chat"), Version.parse("1.0.0"), DIGEST))
          .contains(CONTENT);
    }
    try (RecordingServer peer = RecordingServer.answering(404, "");
        PeerRepairSource source = new PeerRepairSource(URI.create(peer.url()), ProxyRules.NONE)) {
      assertThat(source.blob(DIGEST, CONTENT.length, folder.resolve("none"))).isFalse();
    }
  }

  @Test
  void blobAndManifest_ofAPeerThatTrickles_areGivenUp() {
    try (TricklingServer peer = new TricklingServer();
        PeerRepairSource source =
            new PeerRepairSource(URI.create(peer.url()), ProxyRules.NONE, Duration.ofSeconds(1))) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(30),
          () -> {
            assertThatThrownBy(() -> source.blob(DIGEST, 100_000, folder.resolve("blob")))
                .hasMessageContaining("sent no whole answer within 2 s");
            assertThatThrownBy(
                    () -> source.manifest(WidgetName.parse("chat"), Version.parse("1.0.0"), DIGEST))
                .hasMessageContaining("sent no whole answer within 1 s");
          });
    }
  }
}
