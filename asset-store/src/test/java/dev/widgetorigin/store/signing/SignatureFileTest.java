package dev.widgetorigin.store.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.manifest.Digest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignatureFileTest {
  private static final String KEY = "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=";
  private static final SigningKey ONE = SigningKey.generate(new SecureRandom());
  private static final SigningKey TWO = SigningKey.generate(new SecureRandom());
  private static final Map<String, Digest> FILES =
      Map.of("a.js", digest("a"), "dist/é.css", digest("b"));

  private final List<String> problems = new ArrayList<>();

  private static Digest digest(String text) {
    return Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String name(SigningKey key) {
    return key.publicKey().toString();
  }

  @Test
  void base_isTwoLinesAsBrowsersRebuildThem() {
    assertThat(SignatureBase.text(digest(""), KEY))
        .isEqualTo(
            "\"unencoded-digest\";sf: sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:\n"
                + "\"@signature-params\": (\"unencoded-digest\";sf);keyid=\""
                + KEY
                + "\";tag=\"ed25519-integrity\"");
  }

  @Test
  void sign_thenVerify_allFilesByBothKeys() {
    byte[] bytes = new SignatureFile().sign(ONE, FILES).sign(TWO, FILES).bytes();
    SignatureFile read = SignatureFile.parse(bytes, problems::add);
    var sound = read.verify(FILES, List.of(name(ONE), name(TWO)), problems::add);

    assertThat(problems).isEmpty();
    assertThat(read.bytes()).isEqualTo(bytes);
    assertThat(sound).containsOnlyKeys("a.js", "dist/é.css");
    assertThat(sound.get("a.js"))
        .extracting(signature -> signature.key())
        .containsExactlyInAnyOrder(name(ONE), name(TWO));
  }

  @Test
  void verify_everythingWrong_isListedAtOnce() {
    SignatureFile file =
        new SignatureFile()
            .sign(TWO, FILES)
            .with(name(ONE), "a.js", ONE.sign(SignatureBase.of(digest("other"), name(ONE))))
            .with(name(ONE), "dist/é.css", new byte[3])
            .with(name(ONE), "gone.js", new byte[64]);
    var sound = file.verify(FILES, List.of(name(ONE)), problems::add);

    assertThat(sound).isEmpty();
    assertThat(problems)
        .hasSize(4)
        .anySatisfy(text -> assertThat(text).contains("a.js", "does not match the file's bytes"))
        .anySatisfy(text -> assertThat(text).contains("é.css", "expected a signature of 64 bytes"))
        .anySatisfy(text -> assertThat(text).contains("gone.js", "not in the bundle"))
        .anySatisfy(text -> assertThat(text).contains(name(TWO), "is not one of", name(ONE)));
  }

  @Test
  void verify_signatureForAnotherKeysName_doesNotCount() {
    SignatureFile file =
        new SignatureFile()
            .with(name(ONE), "a.js", ONE.sign(SignatureBase.of(digest("a"), name(TWO))));
    assertThat(file.verify(FILES, List.of(name(ONE)), problems::add)).isEmpty();
    assertThat(problems).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|expected an object",
        "[]|expected an object",
        "{}|format is missing",
        "{\"format\":2}|format: expected 1",
        "{\"format\":\"1\"}|format: expected 1",
        "{\"format\":1,\"extra\":1}|there is no field \"extra\"",
        "{\"format\":1,\"signatures\":[]}|an object of public keys",
        "{\"format\":1,\"signatures\":{\"short\":{}}}|the key \"short\": expected the 32 bytes",
        "{\"format\":1,\"signatures\":{\"KEY\":[]}}|for each key an object of paths",
        "{\"format\":1,\"signatures\":{\"KEY\":{\"a\":1}}}|\"a\": expected a signature in Base64",
        "{\"format\":1,\"signatures\":{\"KEY\":{\"a\":\"\",\"a\":\"\"}}}|Duplicate",
        "{\"format\":1,\"signatures\":{\"KEY\":{\"a\":[[[[|\"a\": expected a signature in Base64",
        "{\"format\":1} x|.signatures.json: ",
        "{\"format\":1}{}|something after the object",
        "{\"format\":1|.signatures.json: "
      })
  void parse_otherForm_isAProblem(String text, String expected) {
    byte[] bytes = text.replace("KEY", KEY).getBytes(StandardCharsets.UTF_8);
    assertThat(SignatureFile.parse(bytes, problems::add)).isNull();
    assertThat(problems).singleElement().asString().contains(expected);
  }

  @Test
  void parse_fiveKeys_isAProblem() {
    SignatureFile file = new SignatureFile();
    for (int i = 0; i <= SignatureFile.MAX_KEYS; i++) {
      file.sign(SigningKey.generate(new SecureRandom()), FILES);
    }
    assertThat(SignatureFile.parse(file.bytes(), problems::add)).isNull();
    assertThat(problems).singleElement().asString().contains("at most 4 keys");
  }
}
