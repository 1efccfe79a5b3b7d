package dev.widgetorigin.origin.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WebhookPartsTest {
  /** Computed with OpenSSL: {@code openssl dgst -sha256 -mac HMAC}. */
  @Test
  void sign_knownMessage_isWhatOpenSslComputes() {
    WebhookSecret secret = WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    byte[] body = "{\"test\": 2432232314}".getBytes(UTF_8);
    assertThat(secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    assertThat(secret.toString()).doesNotContain("MfKQ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "whsec_", "whsec_c2hvcnQ=", "whsec_%%%", "MfKQ9r8GKYqrTwjUPD8ILPZI"})
  void parse_noSecret_isRefusedWithoutItsText(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WebhookSecret.parse(text))
        .withMessage("a webhook's secret is whsec_ and the Base64 of 24 to 64 bytes")
        .withNoCause();
  }

  @ParameterizedTest
  @CsvSource({
    "*, store.damaged, true",
    "rollout.*, rollout.aborted, true",
    "rollout.*, rollouts.aborted, false",
    "version.published, version.published, true",
    "version.published, version.state, false",
    "settings, settings, true",
  })
  void matches_eachForm(String pattern, String event, boolean expected) {
    assertThat(new EventPattern(pattern).matches(event)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*.*", "rollout.", "Rollout.*", "roll*", ".a", "a.b.c", "a b"})
  void pattern_noForm_isRefused(String pattern) {
    assertThatIllegalArgumentException().isThrownBy(() -> new EventPattern(pattern));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, false",
    "0.0.0.0, false",
    "0.1.2.3, false",
    "10.1.2.3, false",
    "172.16.0.1, false",
    "172.32.0.1, true",
    "192.168.1.1, false",
    "169.254.169.254, false",
    "100.64.0.1, false",
    "100.100.100.200, false",
    "100.128.0.1, true",
    "198.18.0.1, false",
    "224.0.0.1, false",
    "255.255.255.255, false",
    "8.8.8.8, true",
    "::1, false",
    "::, false",
    "::ffff:127.0.0.1, false",
    "::127.0.0.1, false",
    "fe80::1, false",
    "fc00::1, false",
    "fd00:ec2::254, false",
    "64:ff9b::a9fe:a9fe, false",
    "64:ff9b::808:808, true",
    "64:ff9b:1::808:808, false",
    "2002:7f00:1::, false",
    "2001:db8::1, false",
    "2001:0:1::1, false",
    "2606:4700::1111, true",
  })
  void isPublic_eachNetwork(String address, boolean expected) throws Exception {
    assertThat(PublicAddresses.isPublic(InetAddress.getByName(address))).isEqualTo(expected);
  }
}
