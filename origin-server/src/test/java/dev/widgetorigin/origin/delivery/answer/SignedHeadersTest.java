package dev.widgetorigin.origin.delivery.answer;

import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.NOW;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.SCRIPT;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.asset;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.file;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.manifest;
import static dev.widgetorigin.origin.delivery.answer.AnswerBundles.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.origin.config.OriginConfig;
import dev.widgetorigin.origin.config.load.ConfigLoader;
import dev.widgetorigin.origin.delivery.route.ResolvedTarget;
import dev.widgetorigin.origin.signing.OriginKey;
import dev.widgetorigin.origin.web.head.HeaderBlock;
import dev.widgetorigin.store.manifest.AssetEntry;
import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.manifest.FileSignature;
import dev.widgetorigin.store.manifest.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The signatures of files and of stubs, and what the origin's settings turn off. */
final class SignedHeadersTest {
  @Test
  void signed_hasTheFieldsByWhichABrowserVerifiesIt() {
    AssetEntry signed =
        SCRIPT.withSignatures(
            List.of(new FileSignature("one", "s1"), new FileSignature("two", "s2")));
    Asset asset =
        asset(target("1.0.0", "/chat/v1/dist/chat.js"), manifest("1.0.0", null, signed), signed);
    for (Representation each : asset.representations) {
      assertThat(each.headers().get("Unencoded-Digest")).isEqualTo(SCRIPT.digest().toField());
      assertThat(each.headers().get("Signature")).isEqualTo("wo=:s1:, wo2=:s2:");
      assertThat(each.headers().get("Signature-Input")).startsWith("wo=").contains(", wo2=");
    }
  }

  private static StandIns withKey(Path file) {
    OriginConfig config = ConfigLoader.loadOnly(Map.of("signing.loader-key", file.toString()));
    return new StandIns(AnswerBundles.headers(config), OriginKey.of(config, new SecureRandom()));
  }

  /** A stub is a text of the origin's own, so that its own key signs it. */
  @Test
  void stub_isSignedByTheOriginsKey_whereItCanBeRead(@TempDir Path folder) throws IOException {
    byte[] text = {1, 2, 3};
    Manifest manifest = manifest("1.0.0", null, SCRIPT);
    ResolvedTarget target = target("1.0.0", "/chat/v1/dist/chat.js");
    StandIns right = withKey(folder.resolve("key.pem"));
    HeaderBlock signed =
        right.stub(target, manifest, SCRIPT, text, NOW).representations[0].headers();
    assertThat(signed.get("Signature")).startsWith("wo=:");
    assertThat(signed.get("Unencoded-Digest")).isEqualTo(Digest.sha256(text).toField());
    assertThat(signed.get("Cache-Control")).isEqualTo("public, max-age=300");
    StandIns wrong = withKey(Files.writeString(folder.resolve("wrong.pem"), "half a key"));
    HeaderBlock unsigned =
        wrong.stub(target, manifest, SCRIPT, text, NOW).representations[0].headers();
    assertThat(unsigned.get("Signature")).isNull();
    assertThat(unsigned.get("Cache-Control")).isEqualTo("public, max-age=10");
    assertThat(unsigned.get("ETag")).isNotEqualTo(signed.get("ETag"));
  }

  /** As the origin's settings have it, where the widget has none of its own. */
  @Test
  void deltas_thatAreOff_makeNoDictionary() {
    OriginConfig config = ConfigLoader.loadOnly(Map.of("assets.deltas", "off"));
    ResolvedTarget target = target("1.0.0", "/chat/v1.0.0/dist/chat.js");
    Asset asset =
        new AssetHeaders(AnswerBundles.headers(config), config.assets())
            .asset(
                target,
                manifest("1.0.0", null, SCRIPT),
                SCRIPT,
                "/chat/v1.0.0/dist/chat.js",
                NOW,
                Downloads.NONE);
    assertThat(asset.varying).isEqualTo(new Asset.Varying(true, false));
  }
}
