package dev.widgetorigin.origin;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictContentType;
import dev.widgetorigin.origin.http.Protocol;
import dev.widgetorigin.origin.http.ProtocolClient;
import dev.widgetorigin.origin.http.ProtocolClient.Received;
import dev.widgetorigin.store.StoreOptions;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.node.FolderStores;
import dev.widgetorigin.store.node.NodeStore;
import dev.widgetorigin.store.upkeep.Backup;
import dev.widgetorigin.store.upkeep.CopyTarget;
import dev.widgetorigin.store.upkeep.UpkeepEvents;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Deltas (RFC 9842) of a whole origin: published, answered, blocked. */
final class DeltasTest {
  private static final String ALL = "gzip, deflate, br, zstd, dcb, dcz";
  private static final String TEXT =
      new Random(1)
          .ints(2000, 0, 500)
          .mapToObj(i -> "word" + i + " ")
          .collect(Collectors.joining("", "/*", "*/"));

  @TempDir private Path folder;
  private TestOrigin origin;
  private final Map<Protocol, ProtocolClient> clients = new EnumMap<>(Protocol.class);

  @BeforeEach
  void start() {
    origin = TestOrigin.start(folder.resolve("plain"), Map.of());
    connect(Protocol.HTTP1, origin);
    connect(Protocol.H2C, origin);
  }

  private void connect(Protocol protocol, TestOrigin to) {
    int port = URI.create(to.deliveryUrl()).getPort();
    clients.put(protocol, new ProtocolClient(protocol, port));
  }

  @AfterEach
  void stop() {
    clients.values().forEach(ProtocolClient::close);
    origin.close();
  }

  static String script(String version) {
    return "window.chat='" + version + "';" + TEXT;
  }

  private void publish(String version, String query) {
    assertThat(publishing(version, query)).isEqualTo(201);
  }

  private int publishing(String version, String query) {
    byte[] zip =
        TestOrigin.zip(Map.of("package.json", "{\"name\":\"chat\"}", "chat.js", script(version)));
    return origin.call("PUT", "/widgets/chat/versions/" + version + query, zip).statusCode();
  }

  private void patch(String version, String state) {
    String json = "{\"state\":\"" + state + "\",\"reason\":\"a test\"}";
    var answer = origin.call("PATCH", "/widgets/chat/versions/" + version, json);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String naming(String text) {
    byte[] digest = Digest.sha256(bytes(text)).toBytes();
    return ":" + Base64.getEncoder().encodeToString(digest) + ":";
  }

  private Received get(String path, String accept, String dictionary, String... more) {
    return send(Protocol.HTTP1, "GET", path, accept, dictionary, more);
  }

  private Received send(
      Protocol protocol,
      String method,
      String path,
      String accept,
      String dictionary,
      String... more) {
    String[] fields = Arrays.copyOf(more, more.length + 4);
    fields[more.length] = "Accept-Encoding";
    fields[more.length + 1] = accept;
    fields[more.length + 2] = "Available-Dictionary";
    fields[more.length + 3] = dictionary;
    return clients.get(protocol).send(method, path, fields);
  }

  private static String field(Received answer, String name) {
    for (int i = 0; i < answer.fields().size(); i += 2) {
      if (answer.fields().get(i).equalsIgnoreCase(name)) {
        return answer.fields().get(i + 1);
      }
    }
    return null;
  }

  private static String decoded(Received answer, String dictionary) throws IOException {
    byte[] delta = answer.content();
    if ("dcb".equals(field(answer, "Content-Encoding"))) {
      ByteBuffer direct = ByteBuffer.allocateDirect(bytes(dictionary).length);
      direct.put(bytes(dictionary)).flip();
      try (BrotliInputStream in =
          new BrotliInputStream(new ByteArrayInputStream(delta, 36, delta.length))) {
        in.attachDictionary(direct);
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
    assertThat(field(answer, "Content-Encoding")).isEqualTo("dcz");
    try (ZstdDecompressCtx context = new ZstdDecompressCtx()) {
      context.loadDict(bytes(dictionary), ZstdDictContentType.RAW_CONTENT);
      return new String(
          context.decompress(Arrays.copyOfRange(delta, 40, delta.length), 1 << 20),
          StandardCharsets.UTF_8);
    }
  }

  @DisplayName("each of three versions before it is a dictionary, the fourth is not")
  @ParameterizedTest
  @EnumSource(names = {"HTTP1", "H2C"})
  void get_dictionaryOfAnEarlierVersion_delta(Protocol protocol) throws Exception {
    for (String version : List.of("1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.4.0")) {
      publish(version, "");
    }
    String path = "/chat/v1.4.0/chat.js";
    for (String accept : List.of("br, dcb", "br, dcz", ALL)) {
      for (String version : List.of("1.1.0", "1.2.0", "1.3.0")) {
        Received answer = send(protocol, "GET", path, accept, naming(script(version)));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.content().length).isLessThan(200);
        assertThat(decoded(answer, script(version))).isEqualTo(script("1.4.0"));
        assertThat(field(answer, "Vary")).isEqualTo("Accept-Encoding, Available-Dictionary");
        assertThat(field(answer, "Use-As-Dictionary"))
            .isEqualTo("match=\"/chat/*/chat.js\", match-dest=(\"script\")");
      }
      Received oldest = send(protocol, "GET", path, accept, naming(script("1.0.0")));
      assertThat(field(oldest, "Content-Encoding")).isEqualTo("br");
    }
    Received alias = send(protocol, "GET", "/chat/v1/chat.js", ALL, naming(script("1.3.0")));
    assertThat(field(alias, "Content-Encoding")).isEqualTo("br");
    assertThat(field(alias, "Vary")).isEqualTo("Accept-Encoding");
  }

  @DisplayName("HEAD, If-None-Match and ranges are about the delta")
  @ParameterizedTest
  @EnumSource(names = {"HTTP1", "H2C"})
  void head_conditionsAndRanges_areAboutTheDelta(Protocol protocol) {
    publish("1.0.0", "");
    publish("1.1.0", "");
    String path = "/chat/v1.1.0/chat.js";
    String has = naming(script("1.0.0"));
    Received whole = send(protocol, "GET", path, ALL, has);
    String tag = field(whole, "ETag");
    assertThat(tag).contains("-dcb-");
    Received head = send(protocol, "HEAD", path, ALL, has);
    assertThat(field(head, "Content-Length")).isEqualTo("" + whole.content().length);
    assertThat(field(head, "ETag")).isEqualTo(tag);
    Received kept = send(protocol, "GET", path, ALL, has, "If-None-Match", tag);
    assertThat(kept.status()).isEqualTo(304);
    assertThat(field(kept, "Vary")).contains("Available-Dictionary");
    Received other = send(protocol, "GET", path, "br", has, "If-None-Match", tag);
    assertThat(other.status()).isEqualTo(200);
    Received part = send(protocol, "GET", path, ALL, has, "Range", "bytes=4-35");
    assertThat(part.status()).isEqualTo(206);
    assertThat(field(part, "Content-Range")).isEqualTo("bytes 4-35/" + whole.content().length);
    assertThat(part.content()).isEqualTo(Digest.sha256(bytes(script("1.0.0"))).toBytes());
    assertThat(send(protocol, "GET", path, ALL, has, "Range", "bytes=9999-").status())
        .isEqualTo(416);
  }

  @Test
  void publish_sameBytesAgain_changesNothing() {
    publish("1.0.0", "");
    publish("1.1.0", "");
    publish("1.2.0", "");
    assertThat(publishing("1.1.0", "")).isEqualTo(200);
    assertThat(publishing("1.2.0", "")).isEqualTo(200);
  }

  @Test
  void settings_ofTheWidget_decide() {
    publish("1.0.0", "");
    assertThat(origin.call("PUT", "/widgets/chat/settings", "{\"deltas\":\"some\"}").body())
        .contains("expected one of exact, all, off");
    origin.call("PUT", "/widgets/chat/settings", "{\"deltas\":\"off\"}");
    publish("1.1.0", "");
    origin.call("PUT", "/widgets/chat/settings", "{\"deltas\":\"all\"}");
    publish("1.2.0", "");
    assertThat(origin.call("GET", "/widgets/chat/settings", "").body())
        .contains("\"deltas\":\"all\"");
    String has = naming(script("1.0.0"));
    assertThat(field(get("/chat/v1.1.0/chat.js", ALL, has), "Content-Encoding")).isEqualTo("br");
    Received alias = get("/chat/v1/chat.js", ALL, has);
    assertThat(field(alias, "Content-Encoding")).isEqualTo("dcb");
    assertThat(field(alias, "ETag")).contains("-v1.2.0-dcb-");
    origin.call("PUT", "/widgets/chat/settings", "{\"deltas\":\"off\"}");
    Received off = get("/chat/v1.2.0/chat.js", ALL, has);
    assertThat(field(off, "Content-Encoding")).isEqualTo("br");
    assertThat(field(off, "Use-As-Dictionary")).isNull();
    assertThat(field(off, "Vary")).isEqualTo("Accept-Encoding");
  }

  @DisplayName("a staged version gives nothing away: it is no dictionary, until a channel shows it")
  @Test
  void staged_version_isNoDictionary() {
    publish("1.0.0", "?state=staged");
    publish("1.1.0", "");
    String manifest = origin.call("GET", "/widgets/chat/versions/1.1.0", "").body();
    assertThat(manifest).doesNotContain(Digest.sha256(bytes(script("1.0.0"))).toString());
    Received answer = get("/chat/v1.1.0/chat.js", ALL, naming(script("1.0.0")));
    assertThat(field(answer, "Content-Encoding")).isEqualTo("br");
    publish("1.2.0-beta.1", "?state=staged&channel=beta");
    publish("1.2.0", "");
    Received shown = get("/chat/v1.2.0/chat.js", ALL, naming(script("1.2.0-beta.1")));
    assertThat(field(shown, "Content-Encoding")).isEqualTo("dcb");
  }

  @DisplayName(
      "blocked: 410 with any dictionary; its bytes are no dictionary any more; yanked: all")
  @Test
  void blocked_version_isGone() throws Exception {
    publish("1.0.0", "");
    publish("1.1.0", "");
    publish("1.2.0", "");
    patch("1.1.0", "yanked");
    String yanked = naming(script("1.1.0"));
    assertThat(decoded(get("/chat/v1.2.0/chat.js", ALL, yanked), script("1.1.0")))
        .isEqualTo(script("1.2.0"));
    String first = naming(script("1.0.0"));
    assertThat(get("/chat/v1.1.0/chat.js", ALL, first).status()).isEqualTo(200);
    patch("1.1.0", "blocked");
    assertThat(get("/chat/v1.1.0/chat.js", ALL, first).status()).isEqualTo(410);
    publish("1.3.0", "");
    Received answer = get("/chat/v1.3.0/chat.js", ALL, yanked);
    assertThat(field(answer, "Content-Encoding")).isEqualTo("br");
    // What was made before is made of 1.2.0 alone; who names the dictionary has it.
    assertThat(decoded(get("/chat/v1.2.0/chat.js", ALL, yanked), script("1.1.0")))
        .isEqualTo(script("1.2.0"));
  }

  @DisplayName("values that mean nothing are answered as if they were not there")
  @ParameterizedTest
  @EnumSource(names = {"HTTP1", "H2C"})
  void get_hostileValues_asWithout(Protocol protocol) {
    publish("1.0.0", "");
    publish("1.1.0", "");
    byte[] plain = send(protocol, "GET", "/chat/v1.1.0/chat.js", "br", "").content();
    String has = naming(script("1.0.0"));
    List<String> values =
        List.of(
            ":" + "A".repeat(4000) + ":",
            has + ", " + has,
            has + ";a",
            "x" + has,
            naming("a file of another widget"),
            ":::",
            "\"" + has + "\"");
    for (String value : values) {
      Received answer = send(protocol, "GET", "/chat/v1.1.0/chat.js", ALL, value);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.content()).isEqualTo(plain);
    }
    for (int i = 0; i < 3000; i++) {
      Received answer = send(protocol, "GET", "/chat/v1.1.0/chat.js", ALL, naming("" + i));
      assertThat(field(answer, "Content-Encoding")).isEqualTo("br");
    }
    assertThat(send(Protocol.HTTP1, "GET", "/chat/v1.1.0/chat.js", ALL, "A".repeat(1 << 20)))
        .extracting(Received::status)
        .isEqualTo(431);
  }

  @DisplayName("a store that was copied answers the same deltas, with the same entity tags")
  @Test
  void copied_store_answersTheSameDeltas() throws Exception {
    for (String version : List.of("1.0.0", "1.1.0", "1.2.0")) {
      publish(version, "");
    }
    Path copy = folder.resolve("copy");
    try (NodeStore store =
            FolderStores.openReadOnly(folder.resolve("plain"), StoreOptions.DEFAULTS);
        CopyTarget target = CopyTarget.folder(copy)) {
      assertThat(Backup.copy(store, target, UpkeepEvents.NONE).problems()).isEmpty();
    }
    try (TestOrigin copied = TestOrigin.start(copy, Map.of());
        ProtocolClient there =
            new ProtocolClient(Protocol.HTTP1, URI.create(copied.deliveryUrl()).getPort())) {
      for (String dictionary : List.of(script("1.0.0"), script("1.1.0"))) {
        for (String coding : List.of("dcb", "dcz")) {
          Received here = get("/chat/v1.2.0/chat.js", coding, naming(dictionary));
          assertThat(field(here, "Content-Encoding")).isEqualTo(coding);
          Received answer =
              there.send(
                  "GET",
                  "/chat/v1.2.0/chat.js",
                  "Accept-Encoding",
                  coding,
                  "Available-Dictionary",
                  naming(dictionary));
          assertThat(answer.content()).isEqualTo(here.content());
          assertThat(field(answer, "ETag")).isEqualTo(field(here, "ETag"));
        }
      }
    }
  }
}
