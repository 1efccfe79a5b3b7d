package dev.widgetorigin.origin.delivery.negotiate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.widgetorigin.store.manifest.Digest;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AvailableDictionaryTest {
  private static final Digest FILE = Digest.sha256(new byte[] {1});
  private static final String[] KNOWN = {
    AvailableDictionary.naming(Digest.sha256(new byte[] {2})), AvailableDictionary.naming(FILE)
  };

  @DisplayName("RFC 9651 §3.3.5: Base64 between colons")
  @Test
  void naming_isAByteSequence() {
    String name = AvailableDictionary.naming(FILE);
    assertThat(name).hasSize(46).startsWith(":").endsWith("=:");
    assertThat(Base64.getDecoder().decode(name.substring(1, 45))).isEqualTo(FILE.toBytes());
    assertThat(AvailableDictionary.find(name, KNOWN)).isEqualTo(1);
  }

  @DisplayName("RFC 9842 §2.2: one value, in exactly this form; anything else is ignored")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "NAME",
        ":NAME",
        "NAME:",
        ":NAME:;a=1",
        ":NAME:, :NAME:",
        "::",
        "",
        ":",
        " ",
        "(:NAME:)",
        "\":NAME:\"",
        ":NAME=:",
        "?1",
        ":NAME:\u0000",
        "ⅰ:NAME:"
      })
  void find_otherForm_isIgnored(String form) {
    String base64 = Base64.getEncoder().encodeToString(FILE.toBytes());
    assertThat(AvailableDictionary.find(form.replace("NAME", base64), KNOWN)).isEqualTo(-1);
    assertThat(AvailableDictionary.find(form.replace("NAME", FILE.toString()), KNOWN))
        .isEqualTo(-1);
    assertThat(AvailableDictionary.find(null, KNOWN)).isEqualTo(-1);
  }

  @Property
  void find_anyText_onlyTheNamesThemselves(@ForAll String text) {
    assertThat(AvailableDictionary.find(text, KNOWN)).isEqualTo(-1);
    assertThat(AvailableDictionary.find(KNOWN[0] + text, KNOWN)).isEqualTo(text.isEmpty() ? 0 : -1);
  }

  @Property
  void find_anyDigest_onlyWhereItIsKnown(@ForAll byte[] content) {
    Digest digest = Digest.sha256(content);
    String[] own = {AvailableDictionary.naming(digest)};
    assertThat(AvailableDictionary.find(AvailableDictionary.naming(digest), own)).isZero();
    assertThat(AvailableDictionary.find(AvailableDictionary.naming(digest), KNOWN))
        .isEqualTo(digest.equals(FILE) ? 1 : content.length == 1 && content[0] == 2 ? 0 : -1);
  }
}
