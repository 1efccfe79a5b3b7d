package dev.widgetorigin.origin.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.manifest.FileSignature;
import dev.widgetorigin.store.signing.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key that cannot be read for a moment must not be missed until a restart. */
final class OriginKeyTest {
  private static final byte[] TEXT = {1};

  @TempDir Path folder;
  private final SecureRandom random = new SecureRandom();
  private long now = -5;

  private static List<FileSignature> signed(OriginKey key) {
    return key.sign(TEXT).signatures();
  }

  @Test
  void sign_withAKeyThatCouldNotBeRead_isTriedAgainAfterAPause() throws IOException {
    Path file = Files.writeString(folder.resolve("key.pem"), "half a");
    OriginKey key = new OriginKey(file, random, () -> now);
    assertThat(key.failing()).isFalse();
    assertThat(signed(key)).isEmpty();
    assertThat(key.secret("a test")).isEmpty();
    assertThat(key.failing()).isTrue();
    assertThat(key.sign(TEXT).missing()).isTrue();

    Files.delete(file);
    SigningKey right = SigningKey.generate(random);
    right.write(file);
    now += OriginKey.AGAIN.toNanos() - 1;
    assertThat(signed(key)).as("not at each request").isEmpty();
    assertThat(key.failing()).isTrue();
    now += 1;
    assertThat(key.failing()).as("what was made without it holds until then").isFalse();
    assertThat(signed(key))
        .singleElement()
        .satisfies(made -> assertThat(made.key()).isEqualTo(right.publicKey().toString()));
    assertThat(key.failing()).isFalse();

    Files.delete(file);
    assertThat(signed(key)).as("it is known now").hasSize(1);
  }

  @Test
  void sign_withoutAFile_makesAKeyThatIsTheSameLater() {
    Path file = folder.resolve("key.pem");
    OriginKey made = new OriginKey(file, random, () -> now);
    OriginKey later = new OriginKey(file, random, () -> now);
    assertThat(signed(made)).hasSize(1).isEqualTo(signed(later));
    assertThat(signed(OriginKey.NONE)).isEmpty();
    assertThat(OriginKey.NONE.failing()).isFalse();
    assertThat(OriginKey.NONE.sign(TEXT).missing()).as("none was promised").isFalse();
    assertThat(made.sign(TEXT).missing()).isFalse();
  }

  /** An administrator who puts another file there takes the old one away first. */
  @Test
  void sign_whileAKeyIsExchanged_makesNone() throws IOException {
    Path file = Files.writeString(folder.resolve("key.pem"), "half a");
    OriginKey key = new OriginKey(file, random, () -> now);
    assertThat(signed(key)).isEmpty();

    Files.delete(file);
    now += OriginKey.AGAIN.toNanos();
    assertThat(signed(key)).isEmpty();
    assertThat(file).doesNotExist();

    SigningKey right = SigningKey.generate(random);
    right.write(file);
    now += OriginKey.AGAIN.toNanos();
    assertThat(signed(key))
        .singleElement()
        .satisfies(made -> assertThat(made.key()).isEqualTo(right.publicKey().toString()));
  }
}
