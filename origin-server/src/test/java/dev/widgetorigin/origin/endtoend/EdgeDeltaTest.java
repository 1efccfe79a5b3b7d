package dev.widgetorigin.origin.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.store.manifest.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Deltas through the edges of deploy/, and clients that claim to have dictionaries. */
final class EdgeDeltaTest {
  private static final String PATH = "/chat/v1.1.0/chat.js";
  private static final String ALL = "gzip, deflate, br, zstd, dcb, dcz";
  private static final int STRANGERS = 60;
  private static final String TEXT =
      new Random(1)
          .ints(2000, 0, 500)
          .mapToObj(i -> "word" + i + " ")
          .collect(Collectors.joining("", "/*", "*/"));

  @TempDir private Path folder;

  private static String script(String version) {
    return "window.chat='" + version + "';" + TEXT;
  }

  private static String naming(String text) {
    byte[] digest = Digest.sha256(text.getBytes(StandardCharsets.UTF_8)).toBytes();
    return ":" + Base64.getEncoder().encodeToString(digest) + ":";
  }

  private static void publish(OriginProcess origin, String version) throws Exception {
    byte[] zip = TestOrigin.zip(Map.of("chat.js", script(version)));
    assertThat(origin.api("PUT", "/widgets/chat/versions/" + version, zip).statusCode())
        .isEqualTo(201);
  }

  private static KeptAliveSocket.Reply get(EdgeProcess edge, String dictionary) throws IOException {
    return edge.get(PATH, "Accept-Encoding", ALL, "Available-Dictionary", dictionary);
  }

  @ParameterizedTest
  @EnumSource
  void deltas_areKept_strangersLeaveNoCopies(EdgeProcess.Kind kind) throws Exception {
    assumeTrue(kind.installed(), kind.missing());
    Path edgeFolder = folder.resolve("edge");
    try (OriginProcess origin = OriginProcess.start(folder.resolve("store"), Map.of());
        EdgeProcess edge = EdgeProcess.start(kind, edgeFolder, origin.delivery())) {
      publish(origin, "1.0.0");
      publish(origin, "1.1.0");
      String known = naming(script("1.0.0"));

      assertKept(edge, edge.get(PATH, "Accept-Encoding", "br"), null, "br");
      assertKept(edge, get(edge, known), known, "dcb");

      for (int i = 0; i < STRANGERS; i++) {
        String stranger = i % 3 == 0 ? "garbage" + i : naming("stranger" + i);
        for (int round = 0; round < 2; round++) {
          KeptAliveSocket.Reply reply = get(edge, stranger);
          assertThat(reply.status()).isEqualTo(200);
          assertThat(reply.field("Content-Encoding")).isEqualTo("br");
          boolean plain = kind == EdgeProcess.Kind.VARNISH && stranger.startsWith("garbage");
          assertThat(reply.field("X-Cache"))
              .isEqualTo(plain && (i > 0 || round > 0) ? "HIT" : "MISS");
        }
      }
      assertThat(get(edge, known).field("X-Cache")).isEqualTo("HIT");
      // Without dcb and dcz the field has no say.
      KeptAliveSocket.Reply old =
          edge.get(PATH, "Accept-Encoding", "br", "Available-Dictionary", known);
      assertThat(old.field("Content-Encoding")).isEqualTo("br");
      if (kind == EdgeProcess.Kind.NGINX) {
        assertThat(copies(edgeFolder.resolve("deltas"))).isEqualTo(1);
        assertThat(copies(edgeFolder.resolve("cache"))).isEqualTo(1);
      }
    }
  }

  @DisplayName("made-up values of Accept-Encoding are answered rightly, and leave no copies")
  @ParameterizedTest
  @EnumSource
  void encodings_thatNobodySends_leaveNoCopies(EdgeProcess.Kind kind) throws Exception {
    assumeTrue(kind.installed(), kind.missing());
    Path edgeFolder = folder.resolve("edge");
    try (OriginProcess origin = OriginProcess.start(folder.resolve("store"), Map.of());
        EdgeProcess edge = EdgeProcess.start(kind, edgeFolder, origin.delivery())) {
      publish(origin, "1.1.0");
      String[] paths = {PATH, "/-/loader/chat.js"};
      for (String path : paths) {
        assertThat(edge.get(path, "Accept-Encoding", "gzip").field("X-Cache")).isEqualTo("MISS");
        assertThat(edge.get(path, "Accept-Encoding", "identity").status()).isEqualTo(200);
      }
      for (int i = 0; i < STRANGERS; i++) {
        String path = paths[i % 2];
        for (String value : List.of("gzip, x" + i, "identity, x" + i, "gzip;q=0, x" + i)) {
          for (int round = 0; round < 2; round++) {
            KeptAliveSocket.Reply reply = edge.get(path, "Accept-Encoding", value);
            assertThat(reply.status()).as(value).isEqualTo(200);
            boolean gzip = value.startsWith("gzip,");
            assertThat(reply.field("Content-Encoding")).as(value).isEqualTo(gzip ? "gzip" : null);
            if (!gzip) {
              assertThat(reply.field("X-Cache")).as(value).isNotEqualTo("HIT");
            }
          }
        }
      }
      for (String path : paths) {
        assertThat(edge.get(path, "Accept-Encoding", "gzip").field("X-Cache")).isEqualTo("HIT");
        assertThat(edge.get(path, "Accept-Encoding", "identity").field("X-Cache")).isEqualTo("HIT");
      }
      if (kind == EdgeProcess.Kind.NGINX) {
        assertThat(copies(edgeFolder.resolve("cache"))).isEqualTo(2);
        assertThat(copies(edgeFolder.resolve("loaders"))).isEqualTo(2);
      }
    }
  }

  private static void assertKept(
      EdgeProcess edge, KeptAliveSocket.Reply first, String dictionary, String encoding)
      throws IOException {
    KeptAliveSocket.Reply second =
        dictionary == null ? edge.get(PATH, "Accept-Encoding", "br") : get(edge, dictionary);
    assertThat(first.field("X-Cache")).isEqualTo("MISS");
    assertThat(second.field("X-Cache")).isEqualTo("HIT");
    assertThat(second.body()).isEqualTo(first.body());
    for (KeptAliveSocket.Reply reply : new KeptAliveSocket.Reply[] {first, second}) {
      assertThat(reply.field("Content-Encoding")).isEqualTo(encoding);
      assertThat(reply.field("Vary")).isEqualTo("Accept-Encoding, Available-Dictionary");
      assertThat(reply.field("Use-As-Dictionary"))
          .isEqualTo("match=\"/chat/*/chat.js\", match-dest=(\"script\")");
    }
  }

  private static long copies(Path cache) throws IOException {
    try (Stream<Path> files = Files.walk(cache)) {
      return files.filter(Files::isRegularFile).count();
    }
  }
}
