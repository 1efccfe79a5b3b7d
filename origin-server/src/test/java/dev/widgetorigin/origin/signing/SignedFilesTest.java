package dev.widgetorigin.origin.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.signing.SignatureBase;
import dev.widgetorigin.store.signing.SignatureFile;
import dev.widgetorigin.store.signing.SigningKey;
import dev.widgetorigin.store.signing.VerifyingKey;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signed bundles over real sockets: what is taken, and what browsers get to verify. */
class SignedFilesTest {
  private static final SigningKey KEY = SigningKey.generate(new SecureRandom());
  private static final SigningKey NEXT = SigningKey.generate(new SecureRandom());
  private static final String SCRIPT = "window.chat='" + "signed ".repeat(200) + "'";

  @TempDir private Path folder;
  @AutoClose private TestOrigin origin;

  @BeforeEach
  void start() {
    origin = TestOrigin.start(folder, Map.of());
    assertThat(publish("0.9.0", bundle("0.9.0")).statusCode()).isEqualTo(201);
  }

  private static String name(SigningKey key) {
    return key.publicKey().toString();
  }

  private static Map<String, String> bundle(String version) {
    Map<String, String> files = new HashMap<>();
    files.put("package.json", "{\"name\":\"chat\",\"version\":\"" + version + "\"}");
    files.put("index.js", SCRIPT + "//" + version);
    files.put("chat.css", ".chat{color:red}");
    return files;
  }

  private static Map<String, String> signed(String version, SigningKey... keys) {
    Map<String, String> files = bundle(version);
    Map<String, Digest> digests = new TreeMap<>();
    files.forEach(
        (path, text) -> digests.put(path, Digest.sha256(text.getBytes(StandardCharsets.UTF_8))));
    SignatureFile signatures = new SignatureFile();
    for (SigningKey key : keys) {
      signatures.sign(key, digests);
    }
    files.put(SignatureFile.NAME, new String(signatures.bytes(), StandardCharsets.UTF_8));
    return files;
  }

  private HttpResponse<String> publish(String version, Map<String, String> files) {
    return origin.call("PUT", "/widgets/chat/versions/" + version, TestOrigin.zip(files));
  }

  private void settings(boolean required, String... keys) {
    String json =
        "{\"signing\":{\"keys\":[\"%s\"],\"required\":%s}}"
            .formatted(String.join("\",\"", keys), required);
    HttpResponse<String> answer = origin.call("PUT", "/widgets/chat/settings", json);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /** The text between the colons of {@code label=:…:}. */
  private static byte[] labelled(String field, String label) {
    Matcher matcher = Pattern.compile("(?:^|, )" + label + "=:([^:]+):").matcher(field);
    assertThat(matcher.find()).as(field).isTrue();
    return Base64.getDecoder().decode(matcher.group(1));
  }

  private static String field(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse(null);
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource({
    "/chat/v1.0.0/index.js, br, none, 200",
    "/chat/v1.0.0/index.js, identity, none, 200",
    "/chat/v1.0.0/index.js, identity, bytes=0-9, 206",
    "/chat/v1/index.js, zstd, none, 200",
    "/chat@latest/index.js, gzip, none, 200",
    "/npm/chat@1.0.0/index.js, br, none, 200"
  })
  void get_signedFile_hasWhatABrowserVerifies(
      String path, String coding, String range, int status) {
    settings(false, name(KEY));
    assertThat(publish("1.0.0", signed("1.0.0", KEY)).statusCode()).isEqualTo(201);
    String[] asked = {"Accept-Encoding", coding, "Range", range};
    HttpResponse<byte[]> answer =
        origin.deliver("GET", path, range.equals("none") ? new String[] {asked[0], coding} : asked);

    Digest digest = Digest.sha256((SCRIPT + "//1.0.0").getBytes(StandardCharsets.UTF_8));
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(field(answer, "Unencoded-Digest")).isEqualTo(digest.toField());
    assertThat(field(answer, "Signature-Input"))
        .isEqualTo(
            "wo=(\"unencoded-digest\";sf);keyid=\"%s\";tag=\"ed25519-integrity\""
                .formatted(name(KEY)));
    byte[] base = SignatureBase.of(digest, name(KEY));
    assertThat(KEY.publicKey().verifies(base, labelled(field(answer, "Signature"), "wo"))).isTrue();
  }

  @Test
  void get_twoKeys_hasALabelForEach() {
    settings(true, name(KEY), name(NEXT));
    assertThat(publish("1.0.0", signed("1.0.0", KEY, NEXT)).statusCode()).isEqualTo(201);
    HttpResponse<byte[]> answer = origin.deliver("GET", "/chat@1/chat.css");

    String inputs = field(answer, "Signature-Input");
    Digest digest = Digest.sha256(answer.body());
    for (String label : new String[] {"wo", "wo2"}) {
      Matcher key = Pattern.compile(label + "=[^,]*keyid=\"([^\"]+)\"").matcher(inputs);
      assertThat(key.find()).as(inputs).isTrue();
      byte[] signature = labelled(field(answer, "Signature"), label);
      byte[] base = SignatureBase.of(digest, key.group(1));
      assertThat(VerifyingKey.parse(key.group(1)).verifies(base, signature)).isTrue();
    }
  }

  @Test
  void get_signaturesThemselves_areNotServed() {
    settings(true, name(KEY));
    HttpResponse<String> published = publish("1.0.0", signed("1.0.0", KEY));
    assertThat(published.body()).doesNotContain(".signatures.json");
    assertThat(origin.deliver("GET", "/chat/v1.0.0/.signatures.json").statusCode()).isEqualTo(404);
    HttpResponse<byte[]> unsigned = origin.deliver("GET", "/chat/v0.9.0/index.js");
    assertThat(field(unsigned, "Signature")).isNull();
  }

  @Test
  void get_notModified_hasNoSignature() {
    settings(true, name(KEY));
    publish("1.0.0", signed("1.0.0", KEY));
    String etag = field(origin.deliver("GET", "/chat/v1/index.js"), "ETag");
    HttpResponse<byte[]> answer = origin.deliver("GET", "/chat/v1/index.js", "If-None-Match", etag);
    assertThat(answer.statusCode()).isEqualTo(304);
    assertThat(answer.headers().map()).doesNotContainKeys("signature", "unencoded-digest");
  }

  @Test
  void publish_unknownKey_is422() {
    settings(false, name(KEY));
    HttpResponse<String> answer = publish("1.0.0", signed("1.0.0", NEXT));
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains(name(NEXT), "is not one of");
    assertThat(origin.deliver("GET", "/chat/v1.0.0/index.js").statusCode()).isEqualTo(404);
  }

  @Test
  void publish_unsignedWhereRequired_is422AndListsAll() {
    settings(true, name(KEY));
    HttpResponse<String> answer = publish("1.0.0", bundle("1.0.0"));
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body())
        .contains("index.js is not signed", "chat.css is not signed", "package.json is not signed");
  }

  @Test
  void publish_bytesChangedAfterSigning_is422() {
    settings(false, name(KEY));
    Map<String, String> files = signed("1.0.0", KEY);
    files.put("index.js", "window.chat='other'");
    files.remove("chat.css");
    HttpResponse<String> answer = publish("1.0.0", files);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body())
        .contains("index.js", "does not match", "chat.css", "not in the bundle");
  }

  @Test
  void publish_hugeSignatures_is422() {
    settings(false, name(KEY));
    Map<String, String> files = bundle("1.0.0");
    files.put(SignatureFile.NAME, "[" + "1,".repeat(3_000_000) + "1]");
    HttpResponse<String> answer = publish("1.0.0", files);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("it may have 4194304");
  }

  @Test
  void publish_sameBytesAgainAfterTheKeyWent_changesNothing() {
    settings(true, name(KEY));
    assertThat(publish("1.0.0", signed("1.0.0", KEY)).statusCode()).isEqualTo(201);
    settings(true, name(NEXT));
    assertThat(publish("1.0.0", signed("1.0.0", KEY)).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"signing\":{}}",
        "{\"signing\":{\"keys\":[]}}",
        "{\"signing\":{\"keys\":[\"short\"]}}",
        "{\"signing\":{\"keys\":[\"KEY\",\"KEY\"]}}",
        "{\"signing\":{\"keys\":[\"KEY\"],\"required\":\"yes\"}}",
        "{\"signing\":{\"keys\":[\"KEY\"],\"mode\":1}}"
      })
  void settings_unfit_is422(String json) {
    HttpResponse<String> answer =
        origin.call("PUT", "/widgets/chat/settings", json.replace("KEY", name(KEY)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
    assertThat(answer.body()).contains("signing.");
  }

  @Test
  void meta_ofAnAlias_offersTheTagWithTheKey() {
    settings(true, name(KEY));
    publish("1.0.0", signed("1.0.0", KEY));
    String alias =
        new String(origin.deliver("GET", "/chat@1/index.js?meta").body(), StandardCharsets.UTF_8);
    assertThat(alias)
        .contains("/chat/v1/index.js\\\" integrity=\\\"ed25519-" + name(KEY))
        .doesNotContain("sha384-");
    String exact =
        new String(
            origin.deliver("GET", "/chat@1.0.0/index.js?meta").body(), StandardCharsets.UTF_8);
    assertThat(exact).contains("integrity=\\\"sha384-");
  }

  @Test
  void loader_isSignedByTheOriginsKey() throws Exception {
    HttpResponse<byte[]> answer = origin.deliver("GET", "/-/loader/chat/latest.js");
    SigningKey own = SigningKey.read(folder.resolve("loader-key.pem"));
    byte[] base = SignatureBase.of(Digest.sha256(answer.body()), name(own));
    assertThat(own.publicKey().verifies(base, labelled(field(answer, "Signature"), "wo"))).isTrue();
    assertThat(field(answer, "Signature-Input")).contains(name(own));
    HttpResponse<byte[]> meta = origin.deliver("GET", "/-/loader/chat/latest.js?meta");
    assertThat(field(meta, "Signature")).isNull();
  }
}
