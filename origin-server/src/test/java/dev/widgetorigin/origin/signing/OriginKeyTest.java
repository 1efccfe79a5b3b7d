package dev.widgetorigin.origin.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.manifest.Digest;
import dev.widgetorigin.store.signing.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key that cannot be read for a moment must not be missed until a restart. */
final class OriginKeyTest {
  private static final Digest TEXT = Digest.sha256(new byte[] {1});

  @TempDir Path folder;
  private final SecureRandom random = new SecureRandom();
  private long now = -5;

  @Test
  void sign_withAKeyThatCouldNotBeRead_isTriedAgainAfterAPause() throws IOException {
    Path file = Files.writeString(folder.resolve("key.pem"), "half a");
    OriginKey key = new OriginKey(file, random, () -> now);
    assertThat(key.failing()).isFalse();
    assertThat(key.sign(TEXT)).isEmpty();
    assertThat(key.secret("a test")).isEmpty();
    assertThat(key.failing()).isTrue();

    Files.delete(file);
    SigningKey right = SigningKey.generate(random);
    right.write(file);
    now += OriginKey.AGAIN.toNanos() - 1;
    assertThat(key.sign(TEXT)).as("not at each request").isEmpty();
    now += 1;
    assertThat(key.sign(TEXT))
        .singleElement()
        .satisfies(made -> assertThat(made.key()).isEqualTo(right.publicKey().toString()));
    assertThat(key.failing()).isFalse();

    Files.delete(file);
    assertThat(key.sign(TEXT)).as("it is known now").hasSize(1);
  }

  @Test
  void sign_withoutAFile_makesAKeyThatIsTheSameLater() {
    Path file = folder.resolve("key.pem");
    OriginKey made = new OriginKey(file, random, () -> now);
    OriginKey later = new OriginKey(file, random, () -> now);
    assertThat(made.sign(TEXT)).hasSize(1).isEqualTo(later.sign(TEXT));
    assertThat(OriginKey.NONE.sign(TEXT)).isEmpty();
    assertThat(OriginKey.NONE.failing()).isFalse();
  }

  /** An administrator who puts another file there takes the old one away first. */
  @Test
  void sign_whileAKeyIsExchanged_makesNone() throws IOException {
    Path file = Files.writeString(folder.resolve("key.pem"), "half a");
    OriginKey key = new OriginKey(file, random, () -> now);
    assertThat(key.sign(TEXT)).isEmpty();

    Files.delete(file);
    now += OriginKey.AGAIN.toNanos();
    assertThat(key.sign(TEXT)).isEmpty();
    assertThat(file).doesNotExist();

    SigningKey right = SigningKey.generate(random);
    right.write(file);
    now += OriginKey.AGAIN.toNanos();
    assertThat(key.sign(TEXT))
        .singleElement()
        .satisfies(made -> assertThat(made.key()).isEqualTo(right.publicKey().toString()));
  }
}
