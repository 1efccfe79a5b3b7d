package dev.widgetorigin.origin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.TestOrigin;
import dev.widgetorigin.store.signing.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code keys}, {@code sign}, {@code publish --key} and {@code settings --signing-key}. */
class SigningCommandsTest {
  @TempDir private Path folder;
  @AutoClose private TestOrigin origin;
  private Path bundle;
  private Path key;

  @BeforeEach
  void start() throws IOException {
    origin = TestOrigin.start(folder.resolve("store"), Map.of());
    bundle = Files.createDirectories(folder.resolve("dist"));
    write("1.0.0");
    assertThat(run("publish", bundle.toString()).code()).isZero();
    key = folder.resolve("chat.pem");
  }

  private void write(String version) throws IOException {
    Files.writeString(
        bundle.resolve("package.json"), "{\"name\":\"chat\",\"version\":\"" + version + "\"}");
    Files.writeString(bundle.resolve("index.js"), "window.chat='" + version + "'");
  }

  private CliRun run(String... arguments) {
    CliRun run =
        CliRun.of(
            Map.of(
                "WIDGET_ORIGIN_SERVER",
                origin.controlUrl(),
                "WIDGET_ORIGIN_TOKEN",
                TestOrigin.ADMIN,
                "WIDGET_ORIGIN_STORE_PATH",
                folder.resolve("store").toString()),
            arguments);
    return new CliRun(run.code(), run.out().strip(), run.err());
  }

  private String newKey() {
    CliRun made = run("keys", "new", "--out", key.toString());
    assertThat(made.code()).as(made.err()).isZero();
    return made.out();
  }

  @Test
  void keys_new_isNeverWrittenOver() throws IOException {
    String name = newKey();
    String before = Files.readString(key);
    CliRun again = run("keys", "new", "--out", key.toString());
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains(key.toString(), "exists; nothing was written");
    assertThat(Files.readString(key)).isEqualTo(before);
    assertThat(run("keys", "show", "--key", key.toString()).out()).isEqualTo(name);
  }

  @Test
  void keys_new_folderIsNotThere_isNamed() {
    Path folder = key.resolveSibling("nowhere");
    CliRun run = run("keys", "new", "--out", folder.resolve("chat.pem").toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("there is no folder " + folder).doesNotContain(".tmp");
  }

  @Test
  void keys_new_folderInsteadOfAFile_saysSo() {
    for (String out : new String[] {"/", key.getParent().toString()}) {
      CliRun run = run("keys", "new", "--out", out);
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err())
          .isEqualTo("widget-origin: %s is a folder; name the file to write%n".formatted(out));
    }
  }

  @Test
  void keys_show_isTheLoadersOnceThereIsOne() {
    assertThat(run("keys", "show").err()).contains("no loader key yet");
    String input =
        origin
            .deliver("GET", "/-/loader/chat/latest.js")
            .headers()
            .firstValue("Signature-Input")
            .orElseThrow();
    assertThat(input).contains("keyid=\"" + run("keys", "show").out() + "\"");
  }

  @Test
  void publish_withAKey_signsInOneStep() throws IOException {
    String name = newKey();
    assertThat(
            run("settings", "chat", "--signing-key", name, "--require-signatures", "true").code())
        .isZero();
    assertThat(run("settings", "chat").out()).contains("\"required\":true", name);
    write("1.1.0");
    CliRun unsigned = run("publish", bundle.toString());
    assertThat(unsigned.code()).isEqualTo(1);
    assertThat(unsigned.err()).contains("index.js is not signed", "sign DIR --key FILE");
    assertThat(run("publish", bundle.toString(), "--key", key.toString()).code()).isZero();
    assertThat(signature("/chat/v1.1.0/index.js")).contains(name);
    assertThat(Files.exists(bundle.resolve(".signatures.json"))).isFalse();
  }

  private String signature(String path) {
    return origin.deliver("GET", path).headers().firstValue("Signature-Input").orElse("");
  }

  @Test
  void sign_folder_isPublishedAsItIs() throws IOException {
    String name = newKey();
    run("settings", "chat", "--signing-key", name);
    write("1.1.0");
    CliRun signed = run("sign", bundle.toString(), "--key", key.toString());
    assertThat(signed.out()).contains("2 files signed by " + name);
    CliRun published = run("publish", bundle.toString());
    assertThat(published.code()).as(published.err()).isZero();
    assertThat(published.err()).doesNotContain("left out");
    assertThat(signature("/chat@1/index.js")).contains(name);
  }

  @Test
  void sign_elsewhere_takesWhatAKmsMade() throws IOException {
    SigningKey secret = SigningKey.read(Path.of(pem()));
    String name = secret.publicKey().toString();
    run("settings", "chat", "--signing-key", name);
    write("1.1.0");
    CliRun bases = run("sign", bundle.toString(), "--public-key", name, "--print-bases");
    ObjectNode made = JsonMapper.shared().createObjectNode();
    for (String line : bases.out().split("\n", -1)) {
      JsonNode base = JsonMapper.shared().readTree(line);
      byte[] text = base.path("base").asString().getBytes(StandardCharsets.UTF_8);
      made.put(base.path("path").asString(), Base64.getEncoder().encodeToString(secret.sign(text)));
    }
    assertThat(made.propertyNames()).containsExactly("index.js", "package.json");
    Path signatures = Files.writeString(folder.resolve("kms.json"), made.toString());
    String[] take = {
      "sign", bundle.toString(), "--public-key", name, "--signatures", signatures.toString()
    };
    assertThat(run(take).code()).isZero();
    assertThat(run("publish", bundle.toString()).code()).isZero();
    assertThat(signature("/chat@1/index.js")).contains(name);
    made.put("index.js", made.path("package.json").asString());
    Files.writeString(signatures, made.toString());
    assertThat(run(take).err()).contains("nothing was written", "index.js", "does not match");
  }

  private String pem() {
    newKey();
    return key.toString();
  }

  @Test
  void wrongUse_saysWhatWasExpected() throws IOException {
    String dir = bundle.toString();
    Path archive = Files.writeString(folder.resolve("chat.tgz"), "x");
    refused("expected --key, or --public-key", "sign", dir);
    refused("expected --key, or --public-key", "sign", dir, "--public-key", "x");
    refused("--public-key: expected", "sign", dir, "--public-key", "x", "--print-bases");
    refused("cannot read the key", "sign", dir, "--key", dir + "/none.pem");
    refused("expected an Ed25519", "sign", dir, "--key", dir + "/index.js");
    refused("--key signs a folder", "publish", archive.toString(), "--key", "x");
    refused("Which? new or show", "keys");
    refused("expected --signing-key too", "settings", "chat", "--require-signatures", "true");
  }

  private void refused(String expected, String... arguments) {
    CliRun run = run(arguments);
    assertThat(run.code()).as(String.join(" ", arguments)).isNotZero();
    assertThat(run.err()).contains(expected);
  }
}
