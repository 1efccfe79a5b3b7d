package dev.widgetorigin.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.listener.TlsConfig;
import dev.widgetorigin.origin.http.Protocol;
import dev.widgetorigin.origin.http.ProtocolClient;
import dev.widgetorigin.origin.http.ProtocolClient.Received;
import dev.widgetorigin.origin.http.TestCertificate;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The promise: the same answers with the same headers in every protocol, from the whole server.
 * Only TLS adds a field, HSTS.
 */
class EveryProtocolTest {
  private static final String HSTS = "strict-transport-security: max-age=31536000";

  /** Both servers publish at the same time. */
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");

  /** Of the moment or of the connection; each is looked at by itself elsewhere. */
  private static final Set<String> NOT_COMPARED = Set.of("date", "connection");

  @TempDir static Path folder;

  private static TestOrigin plain;
  private static TestOrigin secure;
  private static final Map<Protocol, ProtocolClient> CLIENTS = new EnumMap<>(Protocol.class);

  @BeforeAll
  static void start() throws Exception {
    // What the origin signs itself is signed by the same key.
    String key = folder.resolve("loader-key.pem").toString();
    plain = start("plain", Map.of("signing.loader-key", key));
    TlsConfig files = TestCertificate.in(folder);
    secure =
        start(
            "secure",
            Map.of(
                "signing.loader-key", key,
                "tls.certificate", files.certificate().toString(),
                "tls.key", files.key().toString()));
    for (Protocol protocol : Protocol.values()) {
      TestOrigin server = protocol.tls() ? secure : plain;
      int port = URI.create(server.deliveryUrl()).getPort();
      CLIENTS.put(protocol, new ProtocolClient(protocol, port));
    }
  }

  @AfterAll
  static void stop() {
    CLIENTS.values().forEach(ProtocolClient::close);
    plain.close();
    secure.close();
  }

  private static TestOrigin start(String name, Map<String, String> settings) throws Exception {
    TestOrigin origin = TestOrigin.start(folder.resolve(name), settings, InstantSource.fixed(NOW));
    for (String version : List.of("1.0.0", "1.1.0")) {
      HttpResponse<String> answer =
          origin.call("PUT", "/widgets/w/versions/" + version, bundle(version));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }
    return origin;
  }

  private static byte[] bundle(String version) throws Exception {
    var out = new java.io.ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      add(tar, "package.json", "{\"main\": \"dist/w.js\"}");
      add(tar, "dist/w.js", ("/* " + version + " */ let w = 1;\n").repeat(9000));
      add(tar, "dist/w.js.map", "{\"version\":3}");
      add(tar, "page.html", "<p>" + version);
    }
    return out.toByteArray();
  }

  private static void add(TarArchiveOutputStream tar, String path, String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    TarArchiveEntry entry = new TarArchiveEntry("package/" + path);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  private static Arguments row(int status, String method, String target, String... headers) {
    return Arguments.of(status, method, target, headers);
  }

  static List<Arguments> requests() {
    String exact = "/w/v1.0.0/dist/w.js";
    List<Arguments> rows = new ArrayList<>();
    for (String encoding : List.of("br", "zstd", "gzip", "identity", "br;q=0.5, gzip")) {
      rows.add(row(200, "GET", exact, "Accept-Encoding", encoding));
    }
    rows.addAll(
        List.of(
            row(200, "GET", exact),
            row(200, "GET", "/npm/w@1/dist/w.js"),
            row(200, "GET", "/w/latest/dist/w.js.map"),
            row(308, "GET", "/w@1.0.0"),
            row(302, "GET", "/w/v1/w.js"),
            row(200, "GET", "/w/v1.0.0/page.html"),
            row(200, "GET", exact + "?meta"),
            row(200, "GET", "/w/v1.0.0/?meta"),
            row(200, "GET", "/-/loader/w/v1.js"),
            row(200, "HEAD", exact, "Accept-Encoding", "gzip"),
            row(302, "HEAD", "/w/v1/w.js"),
            row(206, "GET", exact, "Range", "bytes=10-99"),
            row(206, "GET", exact, "Range", "bytes=-9", "Accept-Encoding", "gzip"),
            row(206, "GET", exact, "Range", "bytes=0-99999"),
            row(304, "GET", exact, "If-None-Match", "*"),
            row(304, "GET", exact, "If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"),
            row(204, "OPTIONS", exact, "Origin", "https://a.example"),
            row(204, "OPTIONS", "*"),
            row(400, "GET", "/w/v1.0.0/%2e%2e/x"),
            row(400, "GET", "/-/%2e%2e/w/v1/w.js"),
            row(404, "GET", "/-/livez/x"),
            row(404, "GET", "/w/v9/x.js"),
            row(404, "GET", "/"),
            row(404, "HEAD", "/w/v1.0.0/none.js"),
            row(405, "PUT", exact),
            row(405, "PROPFIND", exact),
            row(406, "GET", exact, "Accept-Encoding", "x, identity;q=0"),
            row(412, "GET", exact, "If-Match", "\"x\""),
            row(416, "GET", exact, "Range", "bytes=999999999-")));
    return rows;
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("requests")
  void answer_isTheSameInEveryProtocol(int status, String method, String target, String[] headers) {
    Received expected = CLIENTS.get(Protocol.HTTP1).send(method, target, headers);
    assertThat(expected.status()).isEqualTo(status);
    List<String> fields = fields(expected);
    assertThat(fields).contains("x-content-type-options: nosniff").doesNotContain(HSTS);
    for (Protocol protocol : Protocol.values()) {
      Received answer = CLIENTS.get(protocol).send(method, target, headers);
      List<String> theirs = fields(answer);
      if (protocol.tls()) {
        assertThat(theirs).as("%s", protocol).contains(HSTS);
        theirs.remove(HSTS);
      }
      assertThat(answer.status()).as("%s", protocol).isEqualTo(status);
      assertThat(theirs).as("%s", protocol).containsExactlyInAnyOrderElementsOf(fields);
      assertThat(text(answer)).as("%s", protocol).isEqualTo(text(expected));
    }
  }

  private static String text(Received answer) {
    return new String(answer.content(), StandardCharsets.ISO_8859_1);
  }

  private static List<String> fields(Received answer) {
    List<String> lines = new ArrayList<>();
    List<String> fields = answer.fields();
    for (int i = 0; i < fields.size(); i += 2) {
      String name = fields.get(i).toLowerCase(Locale.ROOT);
      if (!NOT_COMPARED.contains(name)) {
        lines.add(name + ": " + fields.get(i + 1));
      }
    }
    return lines;
  }
}
